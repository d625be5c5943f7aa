using System.Diagnostics;
using System.IO.Compression;
using Registry.Service.Tests.Server;
using Xunit;

namespace Registry.Service.Tests.Delivery;

/// <summary>The package <c>Registry.Contracts</c> as it would be published, and the sample consumer compiled against it; made once for all tests.</summary>
public sealed class ContractsPackage : IAsyncLifetime
{
    // A version of its own, so that no cached package of another run is taken for it.
    private const string Version = "0.1.0-test";
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder with the packages.</summary>
    public string Packages => Path.Combine(_folder.Path, "packages");

    /// <summary>The sample consumer's executable.</summary>
    public string Consumer => Path.Combine(_folder.Path, "consumer", "bin", "FlareUps.dll");

    public async ValueTask InitializeAsync()
    {
        await DotNetAsync(Repository.Root, "pack", Repository.Path("src", "Registry.Contracts"), "-c", "Release", "--no-restore", "-o", Packages, $"-p:PackageVersion={Version}", "-v", "q", "-nologo");
        // Built as another organisation would: a copy outside this repository, the package from a folder, its own package cache beside the machine's.
        string consumer = Path.Combine(_folder.Path, "consumer");
        Directory.CreateDirectory(consumer);
        foreach (string file in Directory.GetFiles(Repository.Path("docs", "consumers", "dotnet"))) File.Copy(file, Path.Combine(consumer, Path.GetFileName(file)));
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await DotNetAsync(
            consumer, "build", "FlareUps.csproj", "-o", Path.GetDirectoryName(Consumer)!, $"-p:ContractsVersion={Version}", $"-p:RestoreAdditionalProjectSources={Packages}",
            $"-p:RestorePackagesPath={Path.Combine(_folder.Path, "cache")}", $"-p:RestoreFallbackFolders={cache}", "-v", "q", "-nologo");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task DotNetAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        // Not the test runner's own settings of the build.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}:\n{await output}\n{await error}");
    }
}

[Collection(Broker.Name)]
public sealed class ContractsPackageTests(ContractsPackage package) : IClassFixture<ContractsPackage>
{
    [Fact]
    public void The_package_holds_records_documentation_schemas_readme_and_licence_and_has_symbols()
    {
        string file = Directory.GetFiles(package.Packages, "*.nupkg").Single();
        using ZipArchive archive = ZipFile.OpenRead(file);
        string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Subset(
            entries.ToHashSet(StringComparer.Ordinal),
            new HashSet<string>(["lib/net10.0/Registry.Contracts.dll", "lib/net10.0/Registry.Contracts.xml", "README.md", "LICENSE", "NOTICE", "schemas/asyncapi.json", "schemas/FlareUpReported.v1.json"], StringComparer.Ordinal));
        using StreamReader manifest = new(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        string nuspec = manifest.ReadToEnd();
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", nuspec, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", nuspec, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(package.Packages, "*.snupkg"));
    }

    [Fact]
    public async Task The_sample_consumer_takes_messages_recovers_what_it_missed_and_builds_anew_on_another_log()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        string state = Path.Combine(folder.Path, "flare-ups.json");
        string queue = $"flare-ups-{Guid.CreateVersion7():N}";
        await using (RegistryProcess server = await RegistryProcess.StartAsync(Directory.CreateDirectory(Path.Combine(folder.Path, "one")).FullName, Broker.Environment(broker)))
        {
            // Before the consumer was ever there: only the feed can tell.
            await server.PostAsync("/fhir", Examples.Fop("missed"));
            await using SampleConsumer consumer = SampleConsumer.DotNet(package.Consumer, server, broker, queue, state);
            await consumer.UntilAsync(await Expected.OfAsync(server));
            await server.PostAsync("/fhir", Examples.Fop("live"));
            Expected all = await Expected.OfAsync(server);
            await consumer.UntilAsync(all);
            await consumer.KillAsync();

            // Away, and back: what it has seen changes nothing.
            await server.PostAsync("/fhir", Examples.Fop("away"));
            await using SampleConsumer again = SampleConsumer.DotNet(package.Consumer, server, broker, queue, state);
            await again.UntilAsync(await Expected.OfAsync(server));
        }

        await using RegistryProcess restored = await RegistryProcess.StartAsync(Directory.CreateDirectory(Path.Combine(folder.Path, "two")).FullName, Broker.Environment(broker));
        await restored.PostAsync("/fhir", Examples.Fop("restored"));
        await using SampleConsumer anew = SampleConsumer.DotNet(package.Consumer, restored, broker, queue, state);
        await anew.UntilAsync(await Expected.OfAsync(restored));
    }

    /// <summary>Over the broker an erased event that was not published yet is an EventWithheld, and SubjectErased takes away what the consumer has.</summary>
    [Fact]
    public async Task The_sample_consumer_drops_whoever_is_erased_and_passes_over_what_is_withheld()
    {
        string broker = Needs.RabbitMq();
        using TemporaryFolder folder = new();
        string state = Path.Combine(folder.Path, "flare-ups.json");
        string queue = $"flare-ups-{Guid.CreateVersion7():N}";
        Dictionary<string, string> settings = new(Broker.Environment(broker), StringComparer.Ordinal) { ["Registry__Database__ConnectionString"] = $"Data Source={Path.Combine(folder.Path, "registry.db")}" };
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path, settings);
        await server.PostAsync("/fhir", Examples.Fop("gone"));
        await server.PostAsync("/fhir", Examples.Fop("kept"));
        await using SampleConsumer consumer = SampleConsumer.DotNet(package.Consumer, server, broker, queue, state);
        Expected before = await Expected.OfAsync(server);
        Assert.Equal(2, before.Subjects);
        await consumer.UntilAsync(before);

        string subject = (await server.EventsAsync())[0].GetProperty("subject").GetString()!;
        await using (RegistryProcess verb = RegistryProcess.Launch(folder.Path, settings, "subject", "erase", "--subject", subject, "--confirm", subject)) Assert.True(await verb.ExitCodeAsync() == 0, verb.Output);
        Expected after = await Expected.OfAsync(server);
        Assert.Equal(1, after.Subjects);
        await consumer.UntilAsync(after);
        Assert.DoesNotContain(subject, await File.ReadAllTextAsync(state, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Who comes after that reads places that tell nothing.
        await using SampleConsumer late = SampleConsumer.DotNet(package.Consumer, server, broker, $"{queue}-late", $"{state}-late");
        await late.UntilAsync(after);
    }
}
