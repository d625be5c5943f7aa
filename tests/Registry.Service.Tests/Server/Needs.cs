using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Services that a test needs and a machine may lack. A test that lacks one is skipped, and says which setting enables it.</summary>
internal static class Needs
{
    /// <summary>URI of a RabbitMQ broker.</summary>
    public static string RabbitMq() => Setting("REGISTRY_TEST_RABBITMQ", "the URI of a RabbitMQ broker, such as amqp://guest:guest@localhost:5672/");

    /// <summary>Connection string of a PostgreSQL server on which databases may be made.</summary>
    public static string PostgreSql() => Setting("REGISTRY_TEST_POSTGRES", "a connection string of a PostgreSQL server on which databases may be made");

    /// <summary>Executable of a Chromium; no test downloads one.</summary>
    public static string Chromium() => Setting("REGISTRY_TEST_CHROMIUM", "the path of a Chromium's executable, such as /usr/bin/chromium");

    /// <summary>Executable of Node, with the packages that <c>npm ci</c> lays into profiles/.</summary>
    public static string Node() => Node("profiles", "fsh-sushi");

    /// <summary>Executable of Node, with a package that <c>npm ci</c> lays into a folder of the repository.</summary>
    public static string Node(string folder, string package)
    {
        string name = OperatingSystem.IsWindows() ? "node.exe" : "node";
        string? node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, name)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(node is not null && Directory.Exists(Repository.Path([.. folder.Split('/'), "node_modules", .. package.Split('/')])), $"Install Node 20 or later and run npm ci in {folder}/.");
        return node!;
    }

    private static string Setting(string name, string meaning)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        Assert.SkipUnless(!string.IsNullOrEmpty(value), $"Set {name} to {meaning}.");
        return value!;
    }
}
