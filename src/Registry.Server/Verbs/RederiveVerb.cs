using System.Globalization;
using Registry.Clinical;
using Registry.Clinical.Decisions;
using Registry.Clinical.Dispatch;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Profiles;
using Registry.Store.Resources;

namespace Registry.Server.Verbs;

/// <summary><c>events rederive</c>: page by page of subjects, each page's changes in one transaction. Broken off, it goes on after the subject that it named last; done twice, it changes nothing.</summary>
internal sealed class RederiveVerb(IServiceProvider services, string eventType, bool isDryRun, TextWriter output)
{
    private readonly ResourceStore _store = services.GetRequiredService<ResourceStore>();
    private readonly DispatchTable _table = services.GetRequiredService<DispatchTable>();
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly Caller _caller = new("operator", new SiteId(services.GetRequiredService<Settings>().Site.Default), CallerRoles.Operator);
    private int _subjects;
    private int _superseded;
    private int _added;
    private int _retracted;
    private int _unsettled;

    public static async Task<int> RunAsync(VerbArguments arguments, IServiceProvider services, CancellationToken cancellationToken)
    {
        string type = arguments.One("type");
        if (EventCatalogue.All.All(known => !string.Equals(known.Name, type, StringComparison.Ordinal)))
            throw new SettingsException($"--type '{type}' is no type of event; use one of {string.Join(", ", EventCatalogue.All.Select(known => known.Name))}.");
        SubjectId? after = null;
        if (arguments.Maybe("after") is { } text)
        {
            if (!Guid.TryParseExact(text, "N", out Guid id)) throw new SettingsException("--after has to be a subject's id, 32 hexadecimal digits, as 'events rederive' printed it.");
            after = new SubjectId(id);
        }

        try
        {
            return await new RederiveVerb(services, type, arguments.Has("dry-run"), Console.Out).RunAsync(after, cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or ProfileException)
        {
            throw new SettingsException($"The FHIR packages cannot be used. {fault.Message}", fault);
        }
    }

    /// <returns>0; 1 when somebody kept changing meanwhile.</returns>
    internal async Task<int> RunAsync(SubjectId? after, CancellationToken cancellationToken)
    {
        for (SubjectId? next = after; ;)
        {
            SubjectPage page = await _store.ReadSubjectsAsync(next, Limits.RuleBatch, withRecords: true, _caller, cancellationToken);
            // Who is only linked to somebody of this page has a page of its own.
            SubjectState[] own = [.. page.Subjects.Values.Where(subject => IsAfter(subject.Id, next) && (page.Next is not { } last || !IsAfter(subject.Id, last))).OrderBy(subject => subject.Id.ToString(), StringComparer.Ordinal)];
            _subjects += own.Length;
            await CommitAsync(own, cancellationToken);
            if (page.Next is null) break;
            next = page.Next;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_subjects} subjects; {Totals()}; to go on from here: events rederive --type {eventType} --after {next}"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_subjects} subjects; {Totals()}{(isDryRun ? "; nothing was written" : "")}."));
        if (_superseded + _added + _retracted > 0 && !isDryRun) await output.WriteLineAsync("Findings rest on facts: run 'rules run' now.");
        if (_unsettled > 0) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{_unsettled} subjects kept changing meanwhile and were left as they are: run this again."));
        return _unsettled == 0 ? 0 : 1;
    }

    private async Task CommitAsync(SubjectState[] subjects, CancellationToken cancellationToken)
    {
        for (int attempt = 1; subjects.Length > 0; attempt++)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            Changeset[] changed = [.. subjects.Select(subject => Decision.Rederive(subject, eventType, _caller, _table, Guid.CreateVersion7(now))).Where(changeset => !changeset.IsEmpty)];
            if (isDryRun || changed.Length == 0)
            {
                foreach (Changeset changeset in changed) await CountAsync(changeset);
                return;
            }

            List<SubjectState> moved = [];
            IReadOnlyList<CommitOutcome> outcomes = await _store.CommitAsync(changed, now.ToUnixTimeMilliseconds(), cancellationToken);
            for (int index = 0; index < outcomes.Count; index++)
            {
                if (outcomes[index] is CommitOutcome.Failed failed) throw new InvalidOperationException("The database did not take the events.", failed.Fault);
                SubjectId id = changed[index].Subjects[0].Id;
                if (outcomes[index] is CommitOutcome.Committed) await CountAsync(changed[index]);
                else if ((await _store.ReadPersonAsync(id, withRecords: true, _caller, cancellationToken)).TryGetValue(id, out SubjectState? again)) moved.Add(again);
            }

            if (attempt == Limits.DecisionAttempts)
            {
                _unsettled += moved.Count;
                return;
            }

            subjects = [.. moved];
        }
    }

    private async Task CountAsync(Changeset changeset)
    {
        foreach (EventDraft draft in changeset.Events)
        {
            if (draft.EventType is nameof(FactRetracted)) _retracted++;
            else if (draft.Supersedes is null) _added++;
            else _superseded++;
            if (isDryRun) await output.WriteLineAsync($"would append {draft.EventType} of {draft.Source}, subject {draft.Subject}, in place of {draft.Supersedes?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}");
        }
    }

    private string Totals() => string.Create(CultureInfo.InvariantCulture, $"{_superseded} facts superseded, {_added} added, {_retracted} retracted");

    private static bool IsAfter(SubjectId one, SubjectId? other) => other is not { } id || string.CompareOrdinal(one.ToString(), id.ToString()) > 0;
}
