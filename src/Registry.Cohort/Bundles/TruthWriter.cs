using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Registry.Cohort.Errors;
using Registry.Cohort.Lives;

namespace Registry.Cohort.Bundles;

/// <summary>What is true of a subject, and the error that was put into its bundle, each as a line of JSON.</summary>
internal static class TruthWriter
{
    /// <summary>Ages in years; that of death also where it was not seen.</summary>
    public static void WriteTruth(Life life, IBufferWriter<byte> to)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Encoder = Vocabulary.Relaxed });
        json.WriteStartObject();
        json.WriteNumber("subject", life.Number);
        json.WriteString("pseudonym", BundleWriter.Pseudonym(life));
        json.WriteString("site", life.Site.Name);
        json.WriteString("disease", life.IsFop ? "FOP" : "POH");
        json.WriteString("sex", life.IsFemale ? "female" : "male");
        json.WriteString("birth", Day(life.Birth));
        json.WriteString("entry", Day(life.Entry));
        json.WriteString("end", Day(life.End));
        json.WriteString("exit", life.Exit switch { Exit.Cut => "cut", Exit.Death => "death", Exit.Loss => "loss", _ => "withdrawal" });
        Age(json, "entryAge", life.AgeOn(life.Entry));
        Age(json, "endAge", life.AgeOn(life.End));
        Age(json, "onsetAge", life.OnsetAge);
        Age(json, "diagnosisAge", life.DiagnosisAge);
        if (life.DeathAge is { } death) Age(json, "deathAge", death);
        if (life.DeathCause is { } cause) json.WriteString("deathCause", cause);
        if (life.Variant is { } variant) json.WriteString("variant", variant);
        if (life.IsFop)
        {
            Age(json, "wheelchairAge", life.WheelchairAge);
            Age(json, "flareUpsPerYear", life.FlareUpRate);
            Age(json, "cajisPerYear", life.CajisSlope);
        }

        json.WriteStartObject("boneAges");
        foreach ((string region, double age) in life.BoneAges) Age(json, region, age);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }

    /// <summary>The error, where it is, and what is to find it.</summary>
    public static void WriteError(Life life, InjectedError error, IBufferWriter<byte> to)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Encoder = Vocabulary.Relaxed });
        json.WriteStartObject();
        json.WriteNumber("subject", life.Number);
        json.WriteString("pseudonym", BundleWriter.Pseudonym(life));
        json.WriteString("site", life.Site.Name);
        json.WriteString("kind", error.Kind);
        json.WriteString("rule", error.Rule);
        json.WriteString("severity", error.IsError ? "error" : "warning");
        json.WriteString("fullUrl", string.Create(CultureInfo.InvariantCulture, $"urn:uuid:{life.Number:x8}-0000-4000-8000-{error.Record:x12}"));
        json.WriteEndObject();
        json.Flush();
        to.Write("\n"u8);
    }

    private static void Age(Utf8JsonWriter json, string name, double years) => json.WriteNumber(name, Math.Round(years, 4));

    private static string Day(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
