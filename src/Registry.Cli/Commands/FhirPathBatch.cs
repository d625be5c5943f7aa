using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Registry.Fhir.FhirPath;
using Registry.Fhir.Json;

namespace Registry.Cli.Commands;

/// <summary>Cases a line each in, results a line each out. What goes wrong with a case is its line's <c>error</c>, and the next case is run.</summary>
internal static class FhirPathBatch
{
    private const string StandardInput = "-";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs every case.</summary>
    /// <param name="run">Evaluates.</param>
    /// <param name="batch">The file of cases, or <c>-</c>.</param>
    /// <param name="output">Takes a line a case, in order; empty lines of the file are no cases.</param>
    /// <exception cref="IOException">The file of cases cannot be read.</exception>
    public static int Run(FhirPathRun run, string batch, TextWriter output)
    {
        string folder = batch == StandardInput ? "." : Path.GetDirectoryName(Path.GetFullPath(batch))!;
        using TextReader cases = batch == StandardInput ? Console.In : File.OpenText(batch);
        while (cases.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line)) output.WriteLine(Case(run, folder, line));
        }

        output.Flush();
        return 0;
    }

    /// <summary>The bytes of a file, or of standard input.</summary>
    public static byte[] ReadFile(string path)
    {
        if (path != StandardInput) return File.ReadAllBytes(path);
        using Stream input = Console.OpenStandardInput();
        using MemoryStream bytes = new();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Case(FhirPathRun run, string folder, string line)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Plain))
        {
            json.WriteStartObject();
            try
            {
                using JsonDocument @case = JsonDocument.Parse(line);
                if (@case.RootElement.ValueKind != JsonValueKind.Object) throw new InvalidDataException("A case is an object with id, expression and inputfile.");
                json.WritePropertyName("id");
                if (@case.RootElement.TryGetProperty("id", out JsonElement id)) id.WriteTo(json);
                else json.WriteNullValue();
                WriteOutcome(run, folder, @case.RootElement, json);
            }
            catch (Exception fault) when (fault is JsonException or InvalidDataException)
            {
                json.WriteNull("id");
                json.WriteString("error", fault.Message);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // Everything is evaluated before anything is written, so a line never holds half a result.
    private static void WriteOutcome(FhirPathRun run, string folder, JsonElement @case, Utf8JsonWriter json)
    {
        try
        {
            string expression = Text(@case, "expression") ?? throw new InvalidDataException("The case has no expression.");
            string? file = Text(@case, "inputfile");
            using ResourceDocument? document = file is null ? null : run.Read(File.ReadAllBytes(Path.Combine(folder, file)), file);
            IReadOnlyList<FhirPathValue> items = run.Evaluate(expression, document);
            json.WriteStartArray("result");
            foreach (FhirPathValue item in items)
            {
                json.WriteStartObject();
                json.WriteString("type", item.Type);
                json.WriteString("value", item.Literal ?? item.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        catch (Exception fault) when (fault is FhirPathException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            json.WriteString("error", fault.Message);
        }
    }

    private static string? Text(JsonElement @case, string name)
    {
        if (!@case.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new InvalidDataException($"{name} must be a text.");
    }
}
