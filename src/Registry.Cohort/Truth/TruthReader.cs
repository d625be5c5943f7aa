using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Registry.Cohort.Lives;

namespace Registry.Cohort.Truth;

/// <summary>Reads a truth file strictly: every parameter is there, none is unknown, each has its source and lies where it can.</summary>
public static partial class TruthReader
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The truth that ships with the generator.</summary>
    public static CohortTruth Default() => Read(Encoding.UTF8.GetBytes(DefaultText()));

    /// <summary>The file of that truth, with the sources of its parameters.</summary>
    public static string DefaultText()
    {
        using Stream file = typeof(TruthReader).Assembly.GetManifestResourceStream("truth.json")!;
        using StreamReader text = new(file, Encoding.UTF8);
        return text.ReadToEnd();
    }

    /// <summary>A truth file.</summary>
    /// <param name="json">Its content, UTF-8.</param>
    /// <exception cref="InvalidDataException">Names the parameter, and says what is wrong with it.</exception>
    public static CohortTruth Read(ReadOnlySpan<byte> json)
    {
        CohortTruth truth;
        try
        {
            truth = JsonSerializer.Deserialize<CohortTruth>(json, Strict) ?? throw new InvalidDataException("The truth file is null: it must be an object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The truth file cannot be read at {fault.Path ?? "$"}: {fault.Message}", fault);
        }

        Check(truth);
        return truth;
    }

    private static void Check(CohortTruth truth)
    {
        CheckSources(JsonSerializer.SerializeToElement(truth, Strict), "$");
        CheckNumbers(JsonSerializer.SerializeToElement(truth, Strict), "$");
        CheckSites(truth.Sites.List);
        double most = truth.Registry.EntryAgeMostYears.Value;
        if (most is <= 0 or > 120) throw Wrong("registry.entryAgeMostYears", "it must be more than 0 and at most 120");
        if (truth.Registry.EntryAgeMedianYears.Value >= most || truth.Poh.EntryAgeMedianYears.Value >= most) throw Wrong("registry.entryAgeMostYears", "it must be more than the medians of entry");
        CheckMortality(truth.Fop.Mortality, "fop.mortality");
        if (truth.Poh.Mortality is { } mortality) CheckMortality(mortality, "poh.mortality");
        Shares(truth.Fop.DeathCauses, "fop.deathCauses");
        Shares(truth.Fop.FlareUps.TraumaKinds, "fop.flareUps.traumaKinds");
        Shares(truth.Fop.FlareUps.OtherOutcomes, "fop.flareUps.otherOutcomes");
        Shares(truth.Fop.FlareUps.Regions, "fop.flareUps.regions");
        SumToOne(truth.Fop.Variants.List.Sum(variant => variant.Share), "fop.variants");
        SumToOne(truth.Poh.Variants.List.Sum(variant => variant.Share), "poh.variants");
        KnownRegions(truth.Fop.FlareUps.Regions.Keys, "fop.flareUps.regions");
        KnownRegions(truth.Fop.Lesions.Regions.Keys, "fop.lesions.regions");
        if (truth.Fop.Lesions.Regions.Count == 0) throw Wrong("fop.lesions.regions", "at least one region is needed");
        if (truth.Fop.FlareUps.OtherOutcomes.ContainsKey("ho-formed")) throw Wrong("fop.flareUps.otherOutcomes", "'ho-formed' is fop.flareUps.boneFormed");
        if (!truth.Fop.Volume.CubicMillimetresPerYear.ContainsKey(0)) throw Wrong("fop.volume.cubicMillimetresPerYear", "the first age must be 0");
    }

    private static void CheckSites(IReadOnlyList<SiteTruth> sites)
    {
        if (sites.Count == 0) throw Wrong("sites.list", "at least one site is needed");
        foreach (SiteTruth site in sites)
        {
            if (!SiteName().IsMatch(site.Name)) throw Wrong("sites.list", $"the name '{site.Name}' is not one to 40 lower-case letters, digits and hyphens, a letter first");
            if (!CountryCode().IsMatch(site.Country)) throw Wrong($"sites.list ({site.Name}).country", $"'{site.Country}' is no ISO 3166 code of two capitals");
            if (site.VisitEveryYears is < 0.1 or > 5) throw Wrong($"sites.list ({site.Name}).visitEveryYears", "it must lie between 0.1 and 5");
            if (site.UnknownShare > 1) throw Wrong($"sites.list ({site.Name}).unknownShare", "a share is 0 to 1");
        }

        if (sites.Select(site => site.Name).Distinct(StringComparer.Ordinal).Count() != sites.Count) throw Wrong("sites.list", "two sites have one name");
        SumToOne(sites.Sum(site => site.Share), "sites.list");
    }

    private static void CheckMortality(MortalityTruth mortality, string place)
    {
        if (mortality.MedianYears.Value is <= 0 or > 120) throw Wrong($"{place}.medianYears", "it must be more than 0 and at most 120");
        if (mortality.GompertzSlope.Value is <= 0 or > 1) throw Wrong($"{place}.gompertzSlope", "it must be more than 0 and at most 1");
    }

    /// <summary>Every object with a value has a source that says something.</summary>
    private static void CheckSources(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) CheckSources(item, place);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.NameEquals("source") && string.IsNullOrWhiteSpace(member.Value.GetString())) throw Wrong(place, "it names no source");
            CheckSources(member.Value, $"{place}.{member.Name}");
        }
    }

    /// <summary>Numbers are not negative; what is called a share is one; what is divided by is not 0.</summary>
    private static void CheckNumbers(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray()) CheckNumbers(item, place);
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in element.EnumerateObject()) CheckNumbers(member.Value, $"{place}.{member.Name}");
        }

        if (element.ValueKind != JsonValueKind.Number) return;
        double number = element.GetDouble();
        string name = place.EndsWith(".value", StringComparison.Ordinal) ? place[..^".value".Length] : place;
        if (number < 0) throw Wrong(name, "it must be 0 or more");
        bool mayExceedOne = MoreThanOne().IsMatch(name);
        if (!mayExceedOne && number > 1) throw Wrong(name, "a share or yearly hazard is 0 to 1");
        if (number == 0 && NotZero().IsMatch(name)) throw Wrong(name, "it must be more than 0");
    }

    private static void Shares(IReadOnlyDictionary<string, Sourced<double>> shares, string place) => SumToOne(shares.Values.Sum(share => share.Value), place);

    private static void SumToOne(double sum, string place)
    {
        if (Math.Abs(sum - 1) > 1e-9) throw Wrong(place, FormattableString.Invariant($"the shares must sum to 1, and sum to {sum:0.######}"));
    }

    private static void KnownRegions(IEnumerable<string> regions, string place)
    {
        foreach (string region in regions)
        {
            if (FopRegion.Find(region) is null) throw Wrong(place, $"'{region}' is no region of the generator; known are {string.Join(", ", FopRegion.All.Select(known => known.Code))}");
        }
    }

    private static InvalidDataException Wrong(string place, string why) => new($"The truth file is wrong at {place.Replace("$.", "", StringComparison.Ordinal)}: {why}.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SiteName();

    [GeneratedRegex("^[A-Z]{2}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CountryCode();

    // Years, days, millimetres, rates of recurrent events, scores, shapes and spreads; all else is a share or a yearly hazard.
    [GeneratedRegex("(Years|Days|Shape|shape|Sigma|[sS]pread|perPersonYear|cajis\\w*|[mM]illimetres\\w*(\\.\\d+)?|fopPfq\\w*|\\w+Mean)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MoreThanOne();

    [GeneratedRegex("(MedianYears|medianYears|MeanYears|Shape|shape|MedianDays)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotZero();
}
