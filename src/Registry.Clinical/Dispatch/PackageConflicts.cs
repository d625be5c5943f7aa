using Registry.Clinical.Rules;

namespace Registry.Clinical.Dispatch;

/// <summary>Refuses packages that do not go together: which of them wins must never depend on the order in which they were named.</summary>
internal static class PackageConflicts
{
    /// <exception cref="InvalidDataException">Names both packages and what they both claim.</exception>
    public static void Check(IReadOnlyList<RegistryFile> files)
    {
        Once(files, file => [file.Package], "has the id");
        Once(files, file => [file.Canonical, .. file.Aliases], "has the canonical base");
        Once(files, file => file.Diseases.Select(disease => disease.Key), "brings the disease");
        Once(files, file => file.Rules.Select(rule => rule.Id), "brings the rule");
        foreach (RegistryFile file in files)
        {
            if (file.Rules.FirstOrDefault(rule => RuleTable.All.Any(own => string.Equals(own.Id, rule.Id, StringComparison.Ordinal))) is not { } taken) continue;
            throw new InvalidDataException($"The package {file.Package} brings the rule '{taken.Id}', which is one of the registry's own. Give it another id.");
        }

        for (int later = 1; later < files.Count; later++)
        {
            for (int earlier = 0; earlier < later; earlier++) CheckRows(files[earlier], files[later]);
        }
    }

    private static void Once(IReadOnlyList<RegistryFile> files, Func<RegistryFile, IEnumerable<string>> keys, string what)
    {
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach (RegistryFile file in files)
        {
            foreach (string key in keys(file))
            {
                if (owners.TryAdd(key, file.Package)) continue;
                if (string.Equals(owners[key], file.Package, StringComparison.Ordinal) && files.Count(other => string.Equals(other.Package, file.Package, StringComparison.Ordinal)) == 1)
                {
                    throw new InvalidDataException($"The package {file.Package} {what} '{key}' twice.");
                }

                throw new InvalidDataException($"The packages {owners[key]} and {file.Package} do not go together: each {what} '{key}'. Load one of them, or rename it in one.");
            }
        }
    }

    private static void CheckRows(RegistryFile one, RegistryFile other)
    {
        foreach (DispatchRow row in one.Rows)
        {
            if (other.Rows.FirstOrDefault(taken => Overlap(row, taken)) is not { } second) continue;
            string what = Common(row.Code, second.Code) is { } code ? $"{row.ResourceType} {code.System}|{code.Code ?? "any code"}" : $"every {row.ResourceType}";
            throw new InvalidDataException(
                $"The packages {one.Package} and {other.Package} do not go together: the rows '{row.Title}' and '{second.Title}' both take {what}. Take it out of one of them.");
        }
    }

    // A resource may carry codes of both all the same (one disease in two systems): then the later package's row comes first.
    private static bool Overlap(DispatchRow one, DispatchRow other) =>
        string.Equals(one.ResourceType, other.ResourceType, StringComparison.Ordinal)
        && (one.Code.Count == 0 || other.Code.Count == 0 || Common(one.Code, other.Code) is not null)
        && (one.Category.Count == 0 || other.Category.Count == 0 || Common(one.Category, other.Category) is not null)
        && (one.Component is null || other.Component is null
            || (one.Component.Code == other.Component.Code && (one.Component.Value is null || other.Component.Value is null || one.Component.Value == other.Component.Value)));

    private static CodeMatch? Common(IReadOnlyList<CodeMatch> one, IReadOnlyList<CodeMatch> other) => one.FirstOrDefault(code => other.Any(match =>
        string.Equals(code.System, match.System, StringComparison.Ordinal) && (code.Code is null || match.Code is null || string.Equals(code.Code, match.Code, StringComparison.Ordinal))));
}
