using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Registry.Server.Schema.Engines;

/// <summary>Stands in for the assembly Microsoft.SqlServer.Server, to which SqlClient binds whenever it sends a parameter: docs/decisions/0004-sql-server-pruned.md.</summary>
/// <remarks>
/// Only CLR types stored in SQL Server would use what is in it, and the registry stores none, so bare types of the right names do.
/// Delete this file, and the PrunePackageReference of that package, when the package restores.
/// </remarks>
internal static class SqlServerAssembly
{
    private const string AssemblyName = "Microsoft.SqlServer.Server";
    private static readonly Lazy<byte[]> Image = new(Build);

    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        if (!string.Equals(name.Name, AssemblyName, StringComparison.Ordinal)) return null;
        using MemoryStream image = new(Image.Value);
        return context.LoadFromStream(image);
    };

    private static byte[] Build()
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(AssemblyName) { Version = new Version(1, 0, 0, 0) }, typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(AssemblyName);
        module.DefineType(AssemblyName + ".IBinarySerialize", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract).CreateType();
        foreach ((string name, string[] members) in new[]
        {
            ("Format", new[] { "Unknown", "Native", "UserDefined" }),
            ("DataAccessKind", ["None", "Read"]),
            ("SystemDataAccessKind", ["None", "Read"]),
        })
        {
            EnumBuilder type = module.DefineEnum($"{AssemblyName}.{name}", TypeAttributes.Public, typeof(int));
            for (int value = 0; value < members.Length; value++) type.DefineLiteral(members[value], value);
            type.CreateType();
        }

        module.DefineType(AssemblyName + ".SqlUserDefinedTypeAttribute", TypeAttributes.Public | TypeAttributes.Sealed, typeof(Attribute)).CreateType();
        module.DefineType(AssemblyName + ".InvalidUdtException", TypeAttributes.Public | TypeAttributes.Sealed, typeof(SystemException)).CreateType();
        using MemoryStream image = new();
        assembly.Save(image);
        return image.ToArray();
    }
}
