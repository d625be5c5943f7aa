using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Registry.Analytics.Projections;
using Registry.Contracts.Events;

namespace Registry.Analytics.Reports;

/// <summary>Subjects joined to people: those found to be one person count once.</summary>
internal static class PeopleJoined
{
    /// <summary>Everybody, in order of subject id.</summary>
    /// <param name="subjects">Those who are in the reports.</param>
    /// <param name="links">Which subjects are one; also of subjects who are in no report, who can be the link between two who are.</param>
    /// <param name="fileOf">A subject's facts.</param>
    /// <param name="known">People made before: one whose subject and facts are the very same is taken again, with what was computed of it; null for none.</param>
    internal static Person[] Of(IReadOnlyCollection<SubjectRow> subjects, IReadOnlyCollection<LinkRow> links, Func<SubjectId, FactFile> fileOf, IReadOnlyDictionary<SubjectId, Person>? known)
    {
        Dictionary<SubjectId, SubjectId> smaller = [];
        foreach (LinkRow link in links)
        {
            SubjectId one = Root(smaller, link.Subject);
            SubjectId other = Root(smaller, link.Other);
            if (one == other) continue;
            bool isInOrder = Order(one) < Order(other);
            smaller[isInOrder ? other : one] = isInOrder ? one : other;
        }

        List<Person> people = new(subjects.Count);
        Dictionary<SubjectId, List<SubjectRow>> sets = [];
        HashSet<SubjectId> linked = [.. links.Select(link => link.Subject), .. links.Select(link => link.Other)];
        foreach (SubjectRow subject in subjects)
        {
            if (linked.Contains(subject.Subject)) (CollectionsMarshal.GetValueRefOrAddDefault(sets, Root(smaller, subject.Subject), out _) ??= []).Add(subject);
            else people.Add(Again(known, subject, fileOf(subject.Subject)) ?? PersonOf([subject], fileOf(subject.Subject)));
        }

        foreach (List<SubjectRow> set in sets.Values)
        {
            SubjectRow[] ordered = [.. set.OrderBy(subject => Order(subject.Subject))];
            people.Add(PersonOf(ordered, ordered.Length == 1 ? fileOf(ordered[0].Subject) : FactFile.Of([.. ordered.Select(subject => fileOf(subject.Subject))])));
        }

        Person[] all = [.. people];
        Array.Sort(Array.ConvertAll(all, person => Order(person.Id)), all);
        return all;
    }

    /// <summary>Ids in the order of their texts: hexadecimal digits, the first the greatest.</summary>
    private static UInt128 Order(SubjectId subject)
    {
        Span<byte> bytes = stackalloc byte[16];
        subject.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static SubjectId Root(Dictionary<SubjectId, SubjectId> smaller, SubjectId subject)
    {
        while (smaller.TryGetValue(subject, out SubjectId less)) subject = less;
        return subject;
    }

    private static Person? Again(IReadOnlyDictionary<SubjectId, Person>? known, SubjectRow subject, FactFile file) =>
        known is not null && known.TryGetValue(subject.Subject, out Person? person) && person.IsOf(subject, file) ? person : null;

    private static Person PersonOf(SubjectRow[] set, FactFile file) => new(set[0])
    {
        Id = set[0].Subject,
        Site = set[0].Site,
        Sex = set[0].Sex,
        Country = set[0].Country,
        Birth = set[0].Birth,
        Entry = set.Select(subject => subject.Occurred).Where(entry => entry is not null).MinBy(entry => (entry!.Earliest, entry.Latest)),
        SubjectCount = set.Length,
        Facts = file,
    };
}
