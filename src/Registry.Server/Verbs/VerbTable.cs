namespace Registry.Server.Verbs;

/// <summary>One operators' verb.</summary>
/// <param name="Name">One or two words, such as <c>keys add</c>.</param>
/// <param name="Help">What it does and its options, for <c>--help</c>.</param>
/// <param name="RunAsync">Does it; returns the exit code.</param>
/// <param name="NeedsSchema">Whether the database has to be of this version first, as for serving.</param>
internal sealed record Verb(string Name, string Help, Func<VerbArguments, IServiceProvider, CancellationToken, Task<int>> RunAsync, bool NeedsSchema = true);

/// <summary>The operators' verbs: of the server's executable, as it alone names the engines, and as they must work when the server cannot serve.</summary>
internal static class VerbTable
{
    /// <summary>Every verb, in the order in which an operator meets them.</summary>
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("db migrate", "Brings the database's schema to this version. Safe when two run at once.", DatabaseVerbs.MigrateAsync, NeedsSchema: false),
        new("db script", "Prints the schema's migrations as plain SQL. --engine Sqlite|PostgreSql|SqlServer [--context store|analytics]", DatabaseVerbs.ScriptAsync, NeedsSchema: false),
        new("db erasures", "Adds every erasure that the database knows to a file outside it, which a restore needs. --ledger FILE", ErasureVerbs.ExportAsync),
        new("db restored", "Run once after a backup was restored, with the servers stopped: another log id, and whoever was erased since is erased again. --ledger FILE | --no-ledger", ErasureVerbs.RestoredAsync),
        new("keys add", "Makes a bearer key and prints it once. --client NAME --site SITE --role submitter|subscriber|coordinator|operator (again for more roles)", KeyVerbs.AddAsync),
        new("keys list", "Lists clients, sites and roles of keys; never a key.", KeyVerbs.ListAsync),
        new("keys revoke", "Revokes every key of a client. --client NAME", KeyVerbs.RevokeAsync),
        new("subjects link", "Joins the subjects of two Patients as one person. --first PATIENT-ID --second PATIENT-ID", SubjectVerbs.LinkAsync),
        new("subjects unlink", "Parts two subjects that were joined. --first PATIENT-ID --second PATIENT-ID", SubjectVerbs.UnlinkAsync),
        new("subject erase", "Erases all that is held of a subject, for ever. --subject ID, or --site SITE --pseudonym SYSTEM|VALUE; [--dry-run] --confirm ID [--ledger FILE]", ErasureVerbs.EraseAsync),
        new("rules run", "Asks the rules anew about everybody who is stored: opens and closes findings, changes no data. Safe beside a running server; run it nightly. [--dry-run] [--after SUBJECT]", RuleVerbs.RunAsync),
        new("events rederive", "Reads the facts of a type of event anew from what is stored, after the mapping has changed: appends superseding events and retractions. Safe beside a running server. --type TYPE [--dry-run] [--after SUBJECT]", RederiveVerb.RunAsync),
        new("events redrive", "Moves the messages of a consumer's error queue back to its queue. --queue NAME [--error-queue NAME_error] [--limit N] [--dry-run]", EventVerbs.RedriveAsync, NeedsSchema: false),
        new("reindex", "Makes the search index anew from the stored versions, with progress; goes on where it was cut off. Safe beside a running server.", IndexVerbs.ReindexAsync),
        new("projections rebuild", "Drops the projections and builds them again from the event log. Stop the analytics nodes first.", ProjectionVerbs.RebuildAsync),
    ];

    /// <summary>The verb that the arguments start with; null when they start with none.</summary>
    /// <param name="arguments">Of the command line.</param>
    /// <param name="rest">What follows the verb.</param>
    public static Verb? Find(string[] arguments, out string[] rest)
    {
        foreach (Verb verb in All)
        {
            string[] words = verb.Name.Split(' ');
            if (arguments.Length >= words.Length && words.SequenceEqual(arguments.Take(words.Length), StringComparer.Ordinal))
            {
                rest = arguments[words.Length..];
                return verb;
            }
        }

        rest = arguments;
        return null;
    }

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Help() => string.Join(
        Environment.NewLine,
        [
            "Registry.Server                 serves; settings under Registry: (see README)",
            "Registry.Server --demo          serves an invented cohort from ./data/demo",
            .. All.Select(verb => $"Registry.Server {verb.Name,-22}{verb.Help}"),
        ]);
}

/// <summary>Options of a verb: <c>--name value</c>.</summary>
internal sealed class VerbArguments
{
    private static readonly string[] Flags = ["--dry-run", "--no-ledger"];

    private readonly List<(string Name, string Value)> _options = [];

    /// <exception cref="SettingsException">Something stands there that is no option, or an option lacks its value.</exception>
    public VerbArguments(string[] arguments)
    {
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            if (!name.StartsWith("--", StringComparison.Ordinal)) throw new SettingsException($"'{name}' is no option; options start with --.");
            if (name.StartsWith("--Registry:", StringComparison.OrdinalIgnoreCase) && name.Contains('=', StringComparison.Ordinal)) continue;
            if (Flags.Contains(name, StringComparer.Ordinal))
            {
                _options.Add((name[2..], ""));
                continue;
            }

            if (index + 1 == arguments.Length) throw new SettingsException($"The option {name} lacks its value.");
            _options.Add((name[2..], arguments[++index]));
        }
    }

    /// <summary>Every value of an option, in order.</summary>
    public IReadOnlyList<string> All(string name) => [.. _options.Where(option => string.Equals(option.Name, name, StringComparison.Ordinal)).Select(option => option.Value)];

    /// <summary>The one value of an option.</summary>
    /// <exception cref="SettingsException">It is missing, or stands there twice.</exception>
    public string One(string name) => All(name) is [string only] ? only : throw new SettingsException($"The option --{name} has to stand there once.");

    /// <summary>Whether an option without a value stands there.</summary>
    public bool Has(string flag) => All(flag).Count > 0;

    /// <summary>The value of an option that may be missing.</summary>
    public string? Maybe(string name) => All(name) is [] ? null : One(name);
}
