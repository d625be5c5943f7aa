using System.Text;
using System.Text.Json;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Intake;
using Registry.Clinical.Rules;
using Registry.Clinical.Submissions;
using Registry.Cohort;
using Registry.Cohort.Truth;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;

namespace Registry.Benchmarks.Calibration;

/// <summary>One invented subject: what is true, what was made wrong, and what the registry said to its bundle.</summary>
/// <param name="Truth">The line of the truth file.</param>
/// <param name="Error">The line of the error file; null when nothing was made wrong.</param>
/// <param name="Refusals">Rules and invariants that refused the bundle; empty when it was taken.</param>
/// <param name="Opened">Rules whose findings were opened, with their severity.</param>
internal sealed record InventedSubject(JsonElement Truth, JsonElement? Error, IReadOnlyList<string> Refusals, IReadOnlyList<(string Rule, string Severity)> Opened);

/// <summary>A cohort on the whole way of a datum but HTTP and the store: bundle, validator, intake, rules, events.</summary>
internal sealed class InventedRegistry
{
    private static readonly Guid LogId = new("6f1c9f5e-0000-4000-8000-0000000000ca");
    private static readonly Lazy<Intake> TheIntake = new(() => new Intake());

    private readonly List<IRegistryEvent> _events = [];
    private readonly List<InventedSubject> _subjects = [];
    private readonly DateOnly _today;
    private int _resources;
    private int _people;

    private InventedRegistry(DateOnly today) => _today = today;

    /// <summary>The log, from sequence 1.</summary>
    public IReadOnlyList<IRegistryEvent> Events => _events;

    public IReadOnlyList<InventedSubject> Subjects => _subjects;

    /// <summary>Sends a cohort, in which nobody withdraws, two months after its cut.</summary>
    /// <param name="options">Which cohort.</param>
    /// <param name="keeps">The types of events that are kept; what no report of a calibration reads costs only time.</param>
    public static async Task<InventedRegistry> OfAsync(CohortOptions options, IReadOnlySet<string> keeps)
    {
        InventedRegistry registry = new(options.To.AddMonths(2));
        await foreach (CohortBlock block in new CohortGenerator(options with { HasWithdrawals = false }, TruthReader.Default()).BlocksAsync(1))
        {
            using (block)
            {
                Queue<JsonElement> truths = new(Lines(block.Truth));
                Dictionary<int, JsonElement> errors = Lines(block.Errors).ToDictionary(error => error.GetProperty("subject").GetInt32());
                foreach (CohortBundle bundle in block.Bundles)
                {
                    (IReadOnlyList<string> refusals, IReadOnlyList<EventDraft> drafts) = registry.Send(bundle);
                    (string, string)[] opened = [.. drafts.Where(draft => draft.EventType is nameof(FindingOpened)).Select(FindingOf)];
                    registry._subjects.Add(new InventedSubject(truths.Dequeue(), errors.TryGetValue(bundle.Subject, out JsonElement error) ? error : null, refusals, opened));
                    registry._events.AddRange(drafts.Where(draft => keeps.Contains(draft.EventType)).Select(registry.Log));
                }
            }
        }

        return registry;
    }

    private (IReadOnlyList<string> Refusals, IReadOnlyList<EventDraft> Drafts) Send(CohortBundle bundle)
    {
        using ResourceDocument document = ResourceDocument.Parse(bundle.Json, TheIntake.Value.Names);
        using IntakeVerdict verdict = TheIntake.Value.Gate.Judge(document, ValidationOptions.Default);
        if (verdict is IntakeVerdict.Refused refused) return (RulesOf(refused.Findings), []);
        Caller caller = new("calibration", new SiteId(bundle.Site), CallerRoles.Submitter);
        SubmissionResult read = Submission.From((IntakeVerdict.Admitted)verdict, caller, TheIntake.Value.Table, IntakePolicy.Default, new Interaction.Transaction());
        if (read is SubmissionResult.Refused unread) return (RulesOf(unread.Refusal.Findings), []);
        // A subject's bundle is all that is ever said of it, so the registry holds nothing that it could touch.
        Decision decision = Decision.Decide(((SubmissionResult.Ready)read).Submission, RegistryState.Empty, new RuleBasis(_today, RuleThresholds.Default), NewId, NewSubject);
        return decision is Decision.Decided decided ? ([], decided.Changeset.Events) : (RulesOf(((Decision.Refused)decision).Refusal.Findings), []);
    }

    private IRegistryEvent Log(EventDraft draft)
    {
        EventHeader header = new()
        {
            LogId = LogId,
            Sequence = _events.Count + 1,
            PreviousOfType = null,
            SchemaVersion = 1,
            Subject = draft.Subject,
            Site = draft.Site,
            Fact = draft.Fact,
            Source = draft.Source,
            Occurred = draft.Occurred,
            Recorded = new DateTimeOffset(_today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            Supersedes = null,
            Derivation = draft.Derivation,
        };
        return EventJson.ReadBody(draft.EventType, draft.Body.Span, header);
    }

    private static (string Rule, string Severity) FindingOf(EventDraft draft)
    {
        using JsonDocument body = JsonDocument.Parse(draft.Body);
        return (body.RootElement.GetProperty("rule").GetString()!, body.RootElement.GetProperty("severity").GetString()!);
    }

    private static string[] RulesOf(Registry.Fhir.Outcomes.Findings findings) => [.. findings.Where(finding => finding.IsError).Select(finding => finding.Rule).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<JsonElement> Lines(ReadOnlyMemory<byte> lines) =>
        Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private Guid NewId() => new(++_resources, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    private SubjectId NewSubject() => new(new Guid(++_people, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    /// <summary>Made once: definitions and profiles compiled.</summary>
    private sealed class Intake
    {
        public Intake()
        {
            using FileStream package = File.OpenRead(Checkout.Path("profiles", "package.tgz"));
            DefinitionSet definitions = CoreDefinitions.Load().With(DefinitionPackage.Read("package.tgz", package));
            Table = DispatchTable.Read(definitions);
            Validator validator = new(definitions);
            Names = validator.Names;
            Gate = new IntakeGate(validator, definitions, Table, IntakePolicy.Default);
        }

        public DispatchTable Table { get; }

        public IntakeGate Gate { get; }

        public ElementNames Names { get; }
    }
}

/// <summary>Files of the repository, found from where the program was built.</summary>
internal static class Checkout
{
    private static readonly Lazy<string> Root = new(() =>
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Registry.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("This runs from a checkout of the repository only: no Registry.sln in any folder above the program.");
    });

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root.Value, .. parts]);
}
