using System.Text;
using Xunit;

namespace Registry.Service.Tests.Analytics;

/// <summary>Files of tests/data/reports. An approved one is rewritten only with REGISTRY_APPROVE=1.</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(RepositoryRoot(), "tests", "data", "reports");

    internal static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Where(line => !line.StartsWith('#')).Skip(1).Select(line => line.Split(','));

    internal static async Task HoldAsync(string file, byte[] actual)
    {
        string path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("REGISTRY_APPROVE") is "1") await File.WriteAllBytesAsync(path, actual, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), Encoding.UTF8.GetString(actual));
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Registry.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run inside the repository; no Registry.sln above the test's folder.");
    }
}
