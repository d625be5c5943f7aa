using System.Globalization;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Clinical.Rules;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Store.Resources;

namespace Registry.Server.Verbs;

/// <summary>The rules over everything stored, person by person: after a change of the rules, and nightly, because time alone lets some findings open.</summary>
internal sealed class RuleVerbs
{
    private readonly ResourceStore _store;
    private readonly DispatchTable _table;
    private readonly TimeProvider _clock;
    private readonly Caller _caller;
    private readonly TimeZoneInfo _zone;
    private readonly RuleThresholds _thresholds;
    private readonly bool _isDryRun;
    private readonly TextWriter _output;
    private readonly SortedDictionary<string, (int Opened, int Closed)> _byRule = new(StringComparer.Ordinal);
    private int _subjects;
    private int _unsettled;

    internal RuleVerbs(IServiceProvider services, bool isDryRun, TextWriter output)
    {
        Settings settings = services.GetRequiredService<Settings>();
        _store = services.GetRequiredService<ResourceStore>();
        _table = services.GetRequiredService<DispatchTable>();
        _clock = services.GetRequiredService<TimeProvider>();
        _caller = new Caller("operator", new SiteId(settings.Site.Default), CallerRoles.Operator);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);
        _thresholds = settings.Rules;
        _isDryRun = isDryRun;
        _output = output;
    }

    public static async Task<int> RunAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        SubjectId? after = null;
        if (arguments.Maybe("after") is { } text)
        {
            if (!Guid.TryParseExact(text, "N", out Guid id)) throw new SettingsException("The option --after has to be a subject's id, 32 hexadecimal digits, as 'rules run' printed it.");
            after = new SubjectId(id);
        }

        return await new RuleVerbs(services, arguments.Has("dry-run"), Console.Out).RunAsync(after, cancellationToken);
    }

    /// <summary>Asks about everybody after a subject, in the order of ids.</summary>
    /// <returns>0; 1 when somebody kept changing meanwhile.</returns>
    internal async Task<int> RunAsync(SubjectId? after, CancellationToken cancellationToken)
    {
        for (SubjectId? next = after; ;)
        {
            SubjectPage page = await _store.ReadSubjectsAsync(next, Limits.RuleBatch, _table.AsksRecords, _caller, cancellationToken);
            // Who is linked to a subject of an earlier page was asked about with it.
            IReadOnlyList<SubjectState>[] persons = [.. Decision.Persons(page.Subjects).Where(person => next is not { } last || IsAfter(person[0].Id, last))];
            await ReviewAsync(persons, cancellationToken);
            if (page.Next is null) break;
            next = page.Next;
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_subjects} subjects; {Totals()}; to go on from here: rules run --after {next}"));
        }

        await SummariseAsync();
        return _unsettled == 0 ? 0 : 1;
    }

    private async Task ReviewAsync(IReadOnlyList<IReadOnlyList<SubjectState>> persons, CancellationToken cancellationToken)
    {
        _subjects += persons.Sum(person => person.Count);
        IReadOnlyList<SubjectId> moved = await CommitAsync(persons, cancellationToken);
        for (int attempt = 1; attempt < Limits.DecisionAttempts && moved.Count > 0; attempt++)
        {
            // A submission came in between: what it left is read, and asked about, anew. Two persons may have become one meanwhile.
            Dictionary<SubjectId, SubjectState> read = [];
            foreach (SubjectId subject in moved)
            {
                foreach ((SubjectId id, SubjectState state) in await _store.ReadPersonAsync(subject, _table.AsksRecords, _caller, cancellationToken)) read[id] = state;
            }

            moved = await CommitAsync(Decision.Persons(read), cancellationToken);
        }

        _unsettled += moved.Count;
    }

    /// <summary>Commits what the rules say of each person, all in one transaction.</summary>
    /// <returns>The first subject of each person who moved meanwhile.</returns>
    private async Task<IReadOnlyList<SubjectId>> CommitAsync(IReadOnlyList<IReadOnlyList<SubjectState>> persons, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        RuleBasis basis = RuleBasis.At(now, _zone, _thresholds);
        List<(IReadOnlyList<SubjectState> Person, Changeset Changeset)> changed = [];
        foreach (IReadOnlyList<SubjectState> person in persons)
        {
            Changeset changeset = Decision.Review(person, _caller, _table, basis, Guid.CreateVersion7(now));
            if (!changeset.IsEmpty) changed.Add((person, changeset));
        }

        if (_isDryRun || changed.Count == 0)
        {
            foreach ((IReadOnlyList<SubjectState> person, Changeset changeset) in changed) await CountAsync(person, changeset);
            return [];
        }

        List<SubjectId> moved = [];
        IReadOnlyList<CommitOutcome> outcomes = await _store.CommitAsync([.. changed.Select(item => item.Changeset)], now.ToUnixTimeMilliseconds(), cancellationToken);
        for (int index = 0; index < outcomes.Count; index++)
        {
            if (outcomes[index] is CommitOutcome.Failed failed) throw new InvalidOperationException("The database did not take what the rules say.", failed.Fault);
            if (outcomes[index] is CommitOutcome.Committed) await CountAsync(changed[index].Person, changed[index].Changeset);
            else moved.Add(changed[index].Person[0].Id);
        }

        return moved;
    }

    private async Task CountAsync(IReadOnlyList<SubjectState> person, Changeset changeset)
    {
        foreach (FindingWrite opened in changeset.FindingsOpened)
        {
            (int count, int closed) = _byRule.GetValueOrDefault(opened.Rule);
            _byRule[opened.Rule] = (count + 1, closed);
            if (_isDryRun) await _output.WriteLineAsync($"would open {opened.Rule} {opened.Severity}, subject {opened.Subject}: {string.Join(' ', opened.Evidence.Select(evidence => evidence.Resource))}");
        }

        Dictionary<string, string> rules = person.SelectMany(subject => subject.Findings).DistinctBy(finding => finding.Key, StringComparer.Ordinal).ToDictionary(finding => finding.Key, finding => finding.Rule, StringComparer.Ordinal);
        foreach (FindingClosing closing in changeset.FindingsClosed)
        {
            string rule = rules[closing.Key];
            (int opened, int count) = _byRule.GetValueOrDefault(rule);
            _byRule[rule] = (opened, count + 1);
            if (_isDryRun) await _output.WriteLineAsync($"would close {rule} as {closing.Reason}, subject {closing.Subject}");
        }
    }

    private async Task SummariseAsync()
    {
        foreach ((string rule, (int opened, int closed)) in _byRule)
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rule,-6} {opened,6} {Opened} {closed,6} {Closed}"));
        await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_subjects} subjects; {Totals()}{(_isDryRun ? "; nothing was written" : "")}."));
        if (_unsettled > 0)
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_unsettled} persons kept changing meanwhile and were left as they are: run this again."));
    }

    private string Opened => _isDryRun ? "would open" : "opened";

    private string Closed => _isDryRun ? "would close" : "closed";

    private string Totals() => string.Create(CultureInfo.InvariantCulture, $"{_byRule.Values.Sum(count => count.Opened)} findings {Opened}, {_byRule.Values.Sum(count => count.Closed)} {Closed}");

    private static bool IsAfter(SubjectId one, SubjectId other) => string.CompareOrdinal(one.ToString(), other.ToString()) > 0;
}
