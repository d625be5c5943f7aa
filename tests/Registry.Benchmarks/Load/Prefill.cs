using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Registry.Analytics.Projections;
using Registry.Clinical.Submissions;
using Registry.Contracts.Callers;
using Registry.Proof.Processes;
using Registry.Server;
using Registry.Server.Ingest;
using Registry.Server.Relay;

namespace Registry.Benchmarks.Load;

/// <summary>Fills a database through the server's own way of a submission, in this process and without HTTP: each bundle is validated, decided and committed, in groups as large as they get.</summary>
internal static class Prefill
{
    /// <summary>Subjects of a prefill begin here, so that no load meets them.</summary>
    private const int FirstSubject = 1_000_000_000;

    // Enough that every group is full while the next one gathers.
    private const int AtOnce = 4 * Limits.GroupSize;

    /// <summary>Fills it, until the projections have applied everything.</summary>
    /// <param name="database">Empty, or made by the same server.</param>
    /// <param name="resources">How many there are afterwards, rounded down to whole bundles.</param>
    public static async Task RunAsync(ProofDatabase database, int resources)
    {
        long started = Stopwatch.GetTimestamp();
        int bundles = resources / LoadBundle.Entries;
        await using WebApplication host = RegistryHost.Build(
        [
            "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", $"--Registry:Database:Provider={database.Options.Provider}",
            $"--Registry:Database:ConnectionString={database.Options.ConnectionString}", "--Registry:Database:MigrateAtStart=true",
        ]);
        await RegistryHost.StartAsync(host);
        SubmissionIngest ingest = host.Services.GetRequiredService<SubmissionIngest>();
        Caller caller = new("prefill", new SiteId("local"), CallerRoles.Submitter);
        int taken = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref taken) is var bundle && bundle <= bundles)
            {
                byte[] body = Encoding.UTF8.GetBytes(LoadBundle.Write(FirstSubject + bundle));
                IngestResult result = await ingest.RunAsync(body, new Interaction.Transaction(), caller, "http://localhost/fhir", receipt: null, CancellationToken.None);
                if (result is not IngestResult.Stored) throw new InvalidOperationException($"A bundle of the prefill was not taken: {result.GetType().Name}.");
                if (bundle % 10_000 == 0) Progress(bundle);
            }
        })));
        Progress(bundles);
        long head = await host.Services.GetRequiredService<EventFeed>().LastSequenceAsync(CancellationToken.None);
        await host.Services.GetRequiredService<ProjectionRunner>().RunUpToAsync(head, CancellationToken.None);
        await host.StopAsync();

        void Progress(int bundle) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{database.Options.Provider}: {bundle * LoadBundle.Entries} resources after {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s"));
    }
}
