namespace Registry.Fhir.Definitions;

/// <summary>A value set while it is being worked out: for every system and code Member, Outside or Unknown.</summary>
/// <remarks>Kleene's three-valued logic, so what is not held stays Unknown through every include, import and exclude, and never turns into a claim.</remarks>
internal sealed class CodeMap
{
    private CodeMap(Membership elsewhere) => Elsewhere = elsewhere;

    /// <summary>What holds for the systems that <see cref="Systems"/> does not name.</summary>
    public Membership Elsewhere { get; }

    /// <summary>By system URL, in the order of first mention.</summary>
    public Dictionary<string, SystemPart> Systems { get; } = new(StringComparer.Ordinal);

    /// <summary>Systems and codes that it names.</summary>
    public long CodeCount => Systems.Sum(system => 1L + system.Value.Codes.Count);

    /// <summary>The same answer for every code of every system.</summary>
    public static CodeMap Everywhere(Membership membership) => new(membership);

    /// <summary>One system only; every other code is outside.</summary>
    public static CodeMap Of(string system, Membership otherwise, IEnumerable<string> members, bool ignoreCase)
    {
        var map = new CodeMap(Membership.Outside);
        var part = new SystemPart(otherwise, ignoreCase);
        foreach (string code in members) part.Set(code, Membership.Member);
        map.Systems.Add(system, part);
        return map;
    }

    /// <summary>For a pack: a map whose parts the caller fills in.</summary>
    public static CodeMap Restore(Membership elsewhere) => new(elsewhere);

    /// <summary>The same map with one system's answers replaced.</summary>
    public CodeMap With(string system, SystemPart part)
    {
        var result = new CodeMap(Elsewhere);
        foreach ((string key, SystemPart value) in Systems) result.Systems.Add(key, key == system ? part : value);
        result.Systems.TryAdd(system, part);
        return result;
    }

    public CodeMap Or(CodeMap other) => Combine(other, (a, b) => Rank(a) >= Rank(b) ? a : b);

    /// <summary>Adds the codes of a map in place, where both only list codes and all else is outside; false, and nothing changed, where <see cref="Or"/> is needed.</summary>
    public bool TryAdd(CodeMap other)
    {
        if (Elsewhere != Membership.Outside || other.Elsewhere != Membership.Outside) return false;
        foreach ((string system, SystemPart part) in other.Systems)
        {
            if (part.Otherwise != Membership.Outside) return false;
            if (Systems.TryGetValue(system, out SystemPart? held) && (held.Otherwise != Membership.Outside || held.IgnoreCase != part.IgnoreCase)) return false;
        }

        foreach ((string system, SystemPart part) in other.Systems)
        {
            if (!Systems.TryGetValue(system, out SystemPart? held)) Systems.Add(system, held = new SystemPart(Membership.Outside, part.IgnoreCase));
            foreach ((string code, Membership membership) in part.Codes)
            {
                if (Rank(membership) > Rank(held.Of(code))) held.Set(code, membership);
            }
        }

        return true;
    }

    public CodeMap And(CodeMap other) => Combine(other, (a, b) => Rank(a) <= Rank(b) ? a : b);

    public CodeMap AndNot(CodeMap other) => And(other.Map(Not));

    /// <summary>The same map with every answer replaced.</summary>
    public CodeMap Map(Func<Membership, Membership> change)
    {
        var result = new CodeMap(change(Elsewhere));
        foreach ((string system, SystemPart part) in Systems)
        {
            var changed = new SystemPart(change(part.Otherwise), part.IgnoreCase);
            foreach ((string code, Membership membership) in part.Codes) changed.Set(code, change(membership));
            result.Systems.Add(system, changed);
        }

        return result;
    }

    private static Membership Not(Membership membership) => membership switch
    {
        Membership.Member => Membership.Outside,
        Membership.Outside => Membership.Member,
        _ => Membership.Unknown,
    };

    private static int Rank(Membership membership) => membership switch
    {
        Membership.Outside => 0,
        Membership.Unknown => 1,
        _ => 2,
    };

    private CodeMap Combine(CodeMap other, Func<Membership, Membership, Membership> combine)
    {
        var result = new CodeMap(combine(Elsewhere, other.Elsewhere));
        foreach (string system in Systems.Keys.Concat(other.Systems.Keys).Distinct(StringComparer.Ordinal))
        {
            SystemPart left = Systems.GetValueOrDefault(system) ?? new SystemPart(Elsewhere, ignoreCase: false);
            SystemPart right = other.Systems.GetValueOrDefault(system) ?? new SystemPart(other.Elsewhere, ignoreCase: false);
            var part = new SystemPart(combine(left.Otherwise, right.Otherwise), left.IgnoreCase || right.IgnoreCase);
            foreach (string code in left.Codes.Keys.Concat(right.Codes.Keys)) part.Set(code, combine(left.Of(code), right.Of(code)));
            result.Systems.Add(system, part);
        }

        return result;
    }

    /// <summary>One system's codes: those that differ from <see cref="Otherwise"/>, in the order of first mention.</summary>
    internal sealed class SystemPart(Membership otherwise, bool ignoreCase)
    {
        public Membership Otherwise { get; } = otherwise;

        public bool IgnoreCase { get; } = ignoreCase;

        public Dictionary<string, Membership> Codes { get; } = new(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

        public Membership Of(string code) => Codes.GetValueOrDefault(code, Otherwise);

        public void Set(string code, Membership membership)
        {
            if (membership == Otherwise) Codes.Remove(code);
            else Codes[code] = membership;
        }
    }
}
