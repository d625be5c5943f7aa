using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Registry.Server.Schema.Engines;

/// <summary>Lets Microsoft.Data.Sqlite, which was built against a later SQLitePCLRaw, bind to the one beside this program: docs/decisions/0003-sqlite-pin.md.</summary>
/// <remarks>Delete this file when <c>SqlitePclRawVersion</c> in Directory.Packages.props is at least what Microsoft.EntityFrameworkCore.Sqlite.Core asks for.</remarks>
internal static class SqliteAssemblies
{
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        if (name.Name?.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal) is not true) return null;
        string file = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    };
}
