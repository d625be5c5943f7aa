using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Registry.Clinical.Decisions;
using Registry.Clinical.Events;
using Registry.Contracts.Callers;
using Registry.Contracts.Events;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;

namespace Registry.Clinical.Rules;

/// <summary>What the rules open, close and tell.</summary>
/// <param name="Opened">Findings that open.</param>
/// <param name="Closed">Findings whose ground is gone.</param>
/// <param name="Answer">What the sender is told; no errors.</param>
internal sealed record RuleOutcome(IReadOnlyList<FindingWrite> Opened, IReadOnlyList<FindingClosing> Closed, Findings Answer);

/// <summary>Asks every rule about every person whom a submission touches.</summary>
internal static class RuleCheck
{
    /// <param name="groups">Persons: each a subject with all that are linked to it.</param>
    /// <param name="site">The site that sends.</param>
    /// <param name="rules">The rules to ask.</param>
    /// <param name="basis">The day, and the thresholds.</param>
    /// <param name="events">Receives FindingOpened and FindingClosed, and concerns that are raised and retracted.</param>
    /// <param name="objections">Receives errors that rest on this site's data alone, and on this submission.</param>
    /// <param name="goneBecause">Why a finding's ground is gone, where no consent was withdrawn: see <see cref="FindingClosed.Reason"/>.</param>
    /// <param name="causeFor">The version, or act, that made the rules be asked about a person.</param>
    /// <param name="sent">Resources as they were sent, changed or not: of their findings the answer tells. Null when nothing was sent.</param>
    /// <param name="closesUnknown">True to close findings of rules that there are no more; a submission leaves them, as a later version of the server may have opened them.</param>
    public static RuleOutcome Run(
        IReadOnlyList<IReadOnlyList<SubjectWork>> groups, SiteId site, RuleSet rules, RuleBasis basis, EventWriter events, Objections objections,
        Func<OpenFinding, string> goneBecause, Func<IReadOnlyList<SubjectWork>, string> causeFor, IReadOnlyDictionary<ResourceKey, NodeCursor>? sent = null, bool closesUnknown = false)
    {
        List<FindingWrite> opened = [];
        List<FindingClosing> closed = [];
        Findings answer = [];
        foreach (IReadOnlyList<SubjectWork> person in groups)
        {
            string cause = causeFor(person);
            Dictionary<string, OpenFinding> open = new(StringComparer.Ordinal);
            Dictionary<string, SubjectId> owners = new(StringComparer.Ordinal);
            foreach (SubjectWork subject in person)
            {
                foreach (OpenFinding finding in subject.State?.Findings ?? [])
                {
                    open[finding.Key] = finding;
                    owners[finding.Key] = subject.Id;
                }
            }

            // Whoever has not consented, or no longer does, is not looked at.
            SubjectWork[] enrolled = [.. person.Where(subject => subject.Status == SubjectStatus.Enrolled)];
            using PersonRecords? records = rules.OfPackages.Count > 0 ? new PersonRecords(enrolled.SelectMany(subject => subject.Records)) : null;
            PersonFacts facts = new(enrolled.SelectMany(subject => subject.Facts.Values), rules.Diseases) { Records = records };
            List<SafetyConcern> concerns = [];
            foreach (Rule rule in rules.All)
            {
                foreach (Violation violation in rule.Find(facts, basis))
                {
                    Meet(rule, violation, open, cause);
                    if (violation.Concern is { } concern) concerns.Add(concern);
                }
            }

            foreach (SubjectWork subject in person) ConcernCheck.Settle(subject, concerns, events, cause);

            foreach (OpenFinding gone in open.Values.Where(finding => closesUnknown || rules.Decides(finding.Rule)).OrderBy(finding => finding.Sequence))
            {
                string reason = IsWithdrawn(person, owners[gone.Key], gone) ? "withdrawn" : goneBecause(gone);
                closed.Add(new FindingClosing(owners[gone.Key], gone.Key, reason));
                events.Add(nameof(FindingClosed), owners[gone.Key], gone.Key, cause, null, gone.Sequence, new FindingClosed { Header = NoHeader.Value, Rule = gone.Rule, Reason = reason }, of: gone.Site);
            }
        }

        return new RuleOutcome(opened, closed, answer);

        void Meet(Rule rule, Violation violation, Dictionary<string, OpenFinding> open, string cause)
        {
            Evidence? stated = violation.Evidence.FirstOrDefault(evidence => evidence.Fact.IsNew);
            bool isOwn = violation.Evidence.All(evidence => evidence.Fact.Site == site);
            string key = KeyOf(rule, violation);
            bool isKnown = open.Remove(key);
            // What is open already (a link or a new rule opened it) must not hold up a correction of something else in the same facts.
            if (stated is not null && isOwn && violation.Severity == Severity.Error && !isKnown)
            {
                objections.Add(RefusalKind.Unprocessable, Place(stated, rules.Codes), rule.Id, "business-rule", violation.Message, violation.Reason, violation.Remedy);
                return;
            }

            if ((stated ?? SentOf(violation, sent)) is { } told) answer.Add(Tell(rule, violation, told, isOwn, rules.Codes));
            if (isKnown) return;
            Open(rule, violation, stated ?? violation.Evidence[0], key, cause);
        }

        void Open(Rule rule, Violation violation, Evidence about, string key, string cause)
        {
            FindingWrite finding = new()
            {
                Key = key,
                Subject = about.Fact.Subject,
                Site = about.Fact.Site,
                Rule = rule.Id,
                RuleVersion = rule.Version,
                Severity = NameOf(violation.Severity),
                Category = rule.Category,
                Text = new FindingText(rule.Title, Cut(violation.Message), Cut(violation.Reason), Cut(violation.Remedy), rule.AcrossSites),
                Evidence = [.. violation.Evidence.Take(Limits.FindingEvidence).Select(Told)],
                Source = cause,
            };
            opened.Add(finding);
            events.Add(nameof(FindingOpened), finding.Subject, key, cause, null, null, new FindingOpened
            {
                Header = NoHeader.Value,
                Rule = finding.Rule,
                RuleVersion = finding.RuleVersion,
                Severity = finding.Severity,
                Category = finding.Category,
                Title = finding.Text.Title,
                Message = finding.Text.AcrossSites,
                Evidence = finding.Evidence,
            }, of: finding.Site);
        }
    }

    /// <summary>What is open already of persons of whom nothing changes, and rests on what was sent once more.</summary>
    /// <returns>What the sender is told; no errors.</returns>
    public static Findings Remind(
        IReadOnlyList<IReadOnlyList<SubjectWork>> groups, SiteId site, RuleSet rules, RuleBasis basis, IReadOnlyDictionary<ResourceKey, NodeCursor> sent)
    {
        Findings answer = [];
        foreach (IReadOnlyList<SubjectWork> person in groups)
        {
            HashSet<string> open = [.. person.SelectMany(subject => subject.State?.Findings ?? []).Select(finding => finding.Key)];
            if (open.Count == 0) continue;
            SubjectWork[] enrolled = [.. person.Where(subject => subject.Status == SubjectStatus.Enrolled)];
            using PersonRecords? records = rules.OfPackages.Count > 0 ? new PersonRecords(enrolled.SelectMany(subject => subject.Records)) : null;
            PersonFacts facts = new(enrolled.SelectMany(subject => subject.Facts.Values), rules.Diseases) { Records = records };
            foreach (Rule rule in rules.All)
            {
                foreach (Violation violation in rule.Find(facts, basis))
                {
                    if (!open.Contains(KeyOf(rule, violation)) || SentOf(violation, sent) is not { } told) continue;
                    answer.Add(Tell(rule, violation, told, violation.Evidence.All(evidence => evidence.Fact.Site == site), rules.Codes));
                }
            }
        }

        return answer;
    }

    /// <summary>The first piece of evidence whose resource was sent, though it says nothing new, with its place in what was sent; null when there is none.</summary>
    private static Evidence? SentOf(Violation violation, IReadOnlyDictionary<ResourceKey, NodeCursor>? sent)
    {
        foreach (Evidence evidence in violation.Evidence)
        {
            if (sent is null || !sent.TryGetValue(evidence.Fact.Source, out NodeCursor resource)) continue;
            FactElement element = evidence.Element;
            return evidence with { Element = element with { Find = (_, codes) => element.Find(resource, codes) is { Exists: true } place ? place : resource } };
        }

        return null;
    }

    private static bool IsWithdrawn(IReadOnlyList<SubjectWork> person, SubjectId owner, OpenFinding finding) => person
        .Where(subject => subject.Status == SubjectStatus.Withdrawn)
        .Any(subject => subject.Id == owner || finding.Evidence.Any(evidence => subject.Facts.Values.Any(fact => fact.Source.IsOf(evidence.Resource))));

    private static string Cut(string text) => text.Length <= Limits.FindingTextChars ? text : text[..Limits.FindingTextChars];

    private static FindingEvidence Told(Evidence evidence) => new(evidence.Fact.SourceReference, $"{evidence.Fact.Source.Type}.{evidence.Element.Path}");

    private static Finding Tell(Rule rule, Violation violation, Evidence stated, bool isOwn, RegistryCodes codes)
    {
        // An error that does not refuse is told as a warning: the answer to what was stored has no errors.
        Severity severity = violation.Severity == Severity.Information ? Severity.Information : Severity.Warning;
        if (isOwn) return RuleFinding.At(Place(stated, codes), severity, rule.Id, "business-rule", violation.Message, violation.Reason, violation.Remedy);
        string reason = severity == Severity.Information
            ? "This bears on what another source states of the same person; it is stored."
            : "This conflicts with what another source states of the same person; it is stored, and a coordinator will ask.";
        return RuleFinding.At(Place(stated, codes), severity, rule.Id, "business-rule",
            rule.AcrossSites, reason, "Check what you sent against the record; correct it if it is wrong. Nothing needs to be sent if it is right.");
    }

    private static NodeCursor Place(Evidence evidence, RegistryCodes codes)
    {
        NodeCursor element = evidence.Element.Find(evidence.Fact.Resource, codes);
        return element.Exists ? element : evidence.Fact.Resource;
    }

    // Invariant: the same facts breaking the same rule have the same key, whichever came first. The severity belongs to it: a diagnosis
    // that is confirmed after all closes the warning and opens the error.
    private static string KeyOf(Rule rule, Violation violation)
    {
        string facts = string.Join('|', violation.Evidence.Select(evidence => evidence.Fact.Key).Order(StringComparer.Ordinal));
        // So many facts that the key would not fit are named by a digest of 256 bits.
        if (facts.Length > Limits.FindingFactsChars) facts = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)));
        return $"{rule.Id}|{char.ToUpperInvariant(NameOf(violation.Severity)[0])}|{facts}";
    }

    private static string NameOf(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        Severity.Information => "information",
        _ => throw new UnreachableException(),
    };
}
