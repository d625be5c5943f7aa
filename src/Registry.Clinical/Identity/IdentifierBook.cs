using Registry.Clinical.Decisions;

namespace Registry.Clinical.Identity;

/// <summary>The identifiers that a submission takes and gives up, each list sorted by type, system and value.</summary>
internal sealed class IdentifierBook
{
    public IdentifierBook(IReadOnlyList<Target> changed)
    {
        List<IdentifierClaim> claims = [];
        List<IdentifierClaim> releases = [];
        // A deleted resource keeps its identifiers, so that it is the same one when it is sent again.
        foreach (Target target in changed.Where(target => target.IsWrite))
        {
            IReadOnlyList<IdentifierKey> held = target.Current?.Identifiers ?? [];
            bool isMoved = target.Current is { } current && current.Subject != target.Subject;
            foreach (IdentifierKey identifier in target.Entry.Identifiers)
            {
                if (isMoved || !held.Contains(identifier)) claims.Add(new IdentifierClaim(identifier, target.Key, target.Subject));
            }

            foreach (IdentifierKey identifier in held)
            {
                if (isMoved || !target.Entry.Identifiers.Contains(identifier)) releases.Add(new IdentifierClaim(identifier, target.Key, target.Current!.Subject));
            }
        }

        Claims = Sort(claims);
        Releases = Sort(releases);
    }

    public IReadOnlyList<IdentifierClaim> Claims { get; }

    public IReadOnlyList<IdentifierClaim> Releases { get; }

    private static List<IdentifierClaim> Sort(List<IdentifierClaim> claims)
    {
        claims.Sort(static (one, other) =>
        {
            int order = string.CompareOrdinal(one.Identifier.Type, other.Identifier.Type);
            if (order == 0) order = string.CompareOrdinal(one.Identifier.System, other.Identifier.System);
            return order != 0 ? order : string.CompareOrdinal(one.Identifier.Value, other.Identifier.Value);
        });
        return claims;
    }
}
