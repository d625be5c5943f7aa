using System.CommandLine;
using System.Globalization;
using Registry.Cohort;
using Registry.Cohort.Delivery;
using Registry.Cohort.Truth;

namespace Registry.Cli.Commands;

/// <summary><c>registry cohort generate|truth</c>: an invented cohort with a known truth, into files or a server.</summary>
internal static class CohortCommand
{
    private static readonly Option<int> Subjects = new("--subjects") { Description = "How many people.", DefaultValueFactory = _ => 100 };
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of all that is drawn: the same seed, options and version give the same bytes.", DefaultValueFactory = _ => 1 };
    private static readonly Option<double?> FopShare = new("--fop-share") { Description = "Share of people with FOP, 0 to 1; the others have POH. The truth file's when left out." };
    private static readonly Option<DateOnly?> From = Day("--from", "First day on which anybody enters; 2006-01-01 when left out.");
    private static readonly Option<DateOnly?> To = Day("--to", "The cut: what happens later is not seen; 2026-01-01 when left out.");
    private static readonly Option<string[]> Sites = new("--sites") { Description = "Sites of the truth file that take part; all when left out.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<FileInfo?> Truth = new("--truth") { Description = "Truth file to draw from; 'registry cohort truth' prints the one that ships." };
    private static readonly Option<double> ErrorRate = new("--error-rate") { Description = "Share of people into whose bundle one error is put, 0 to 1. Needs --errors-out." };
    private static readonly Option<FileInfo?> ErrorsOut = new("--errors-out") { Description = "New file for a line an injected error: person, kind, rule, severity, place." };
    private static readonly Option<FileInfo?> TruthOut = new("--truth-out") { Description = "New file for a line a person: true ages, seen or not." };
    private static readonly Option<string?> Format = new("--format") { Description = "folder: a bundle a file, below a folder for each site. ndjson: a bundle a line." };
    private static readonly Option<string?> Out = new("--out") { Description = "New or empty folder, or new file; - for standard output (ndjson)." };
    private static readonly Option<string?> Server = new("--server") { Description = "FHIR base of a registry to send to instead, such as http://localhost:8080/fhir." };
    private static readonly Option<string?> Key = new("--key") { Description = "Bearer key for --server. It belongs to one site, so name that one with --sites." };
    private static readonly Option<int> Connections = new("--connections") { Description = "Connections to --server.", DefaultValueFactory = _ => 8 };
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads that make bundles; changes no byte.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("folder", "ndjson");
        Command generate = new(
            "generate",
            "Make invented people with FOP and POH under a known truth, as transaction bundles. Exit code: 0 done, 1 a server refused a bundle into which no error was put, 2 it could not be done.")
        {
            Subjects, Seed, FopShare, From, To, Sites, Truth, ErrorRate, ErrorsOut, TruthOut, Format, Out, Server, Key, Connections, Threads,
        };
        generate.SetAction(GenerateAsync);
        Command truth = new("truth", "Print the truth file that ships: every parameter with its source. Change a copy and name it with --truth.");
        truth.SetAction(arguments => arguments.InvocationConfiguration.Output.Write(TruthReader.DefaultText()));
        return new Command("cohort", "A synthetic cohort with a known truth.") { generate, truth };
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)) return day;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no day; write it as 2006-01-31.");
            return null;
        },
    };

    /// <summary>What does not go together; null when all does.</summary>
    private static string? Objection(ParseResult arguments)
    {
        string? server = arguments.GetValue(Server);
        bool hasDestination = arguments.GetValue(Format) is not null && arguments.GetValue(Out) is not null;
        bool namesFiles = arguments.GetValue(Format) is not null || arguments.GetValue(Out) is not null;
        bool hasKey = arguments.GetValue(Key) is not null;
        if (server is not null && namesFiles) return "--server takes the place of --format and --out: name one or the other.";
        if (server is null && !hasDestination) return "Name where to: --format folder|ndjson with --out, or --server.";
        if (server is null && hasKey) return "--key goes with --server.";
        if (server is not null && !(Uri.TryCreate(server, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")) return $"--server: '{server}' is no http or https URL.";
        if (hasKey && arguments.GetValue(Sites) is not { Length: 1 }) return "--key belongs to one site: name that one with --sites.";
        if (arguments.GetValue(Connections) is < 1 or > Limits.Connections) return FormattableString.Invariant($"--connections must lie between 1 and {Limits.Connections}.");
        if (arguments.GetValue(Threads) is < 1 or > Limits.Threads) return FormattableString.Invariant($"--threads must lie between 1 and {Limits.Threads}.");
        if (arguments.GetValue(ErrorRate) != 0 != (arguments.GetValue(ErrorsOut) is not null)) return "--error-rate and --errors-out go together: errors without a list of them are of no use.";
        return null;
    }

    private static async Task<int> GenerateAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        InvocationConfiguration streams = arguments.InvocationConfiguration;
        if (Objection(arguments) is { } objection)
        {
            await streams.Error.WriteLineAsync(objection);
            return RegistryCommands.Failed;
        }

        try
        {
            CohortTruth truth = arguments.GetValue(Truth) is { } file ? TruthReader.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken)) : TruthReader.Default();
            CohortGenerator generator = new(
                new CohortOptions
                {
                    Subjects = arguments.GetValue(Subjects),
                    Seed = arguments.GetValue(Seed),
                    FopShare = arguments.GetValue(FopShare),
                    From = arguments.GetValue(From) ?? new DateOnly(2006, 1, 1),
                    To = arguments.GetValue(To) ?? new DateOnly(2026, 1, 1),
                    Sites = arguments.GetValue(Sites) ?? [],
                    ErrorRate = arguments.GetValue(ErrorRate),
                },
                truth);
            await using Stream? truthOut = New(arguments.GetValue(TruthOut));
            await using Stream? errorsOut = New(arguments.GetValue(ErrorsOut));
            await using IBundleSink sink = Sink(arguments);
            await Terminal.WithProgressAsync(
                Terminal.ForProgress(streams), "subjects", generator.Options.Subjects,
                progress => CohortRun.RunAsync(generator, arguments.GetValue(Threads), sink, truthOut, errorsOut, progress, cancellationToken));
            return sink is BundleSender sender ? Tell(sender, streams.Error) : 0;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException or DeliveryException)
        {
            await streams.Error.WriteLineAsync(fault.Message);
            return RegistryCommands.Failed;
        }
    }

    private static IBundleSink Sink(ParseResult arguments)
    {
        if (arguments.GetValue(Server) is { } server) return new BundleSender(new Uri(server), arguments.GetValue(Key), arguments.GetValue(Connections), TimeProvider.System);
        string path = arguments.GetValue(Out)!;
        if (arguments.GetValue(Format) is "folder") return new BundleFolder(path);
        return new BundleLines(path == ResourceFiles.StandardInput ? Console.OpenStandardOutput() : New(new FileInfo(path))!);
    }

    private static FileStream? New(FileInfo? file) => file is null ? null : new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);

    private static int Tell(BundleSender sender, TextWriter error)
    {
        error.WriteLine(FormattableString.Invariant($"{sender.Taken} bundles taken, {sender.Refused.Count} refused; {sender.Waits} sent again."));
        RefusedBundle[] unexpected = [.. sender.Refused.Where(refused => !refused.IsExpected)];
        foreach (RefusedBundle refused in unexpected.Take(10)) error.WriteLine(FormattableString.Invariant($"  subject {refused.Subject} of {refused.Site}: {(int)refused.Status} {refused.Why}"));
        return unexpected.Length > 0 ? 1 : 0;
    }
}
