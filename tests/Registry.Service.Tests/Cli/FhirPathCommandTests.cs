using System.CommandLine;
using System.Text.Json;
using Registry.Cli.Commands;
using Xunit;

namespace Registry.Service.Tests.Cli;

public sealed class FhirPathCommandTests : IDisposable
{
    private const string Canonical = "https://registry.example.org/fhir/ho/StructureDefinition/";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-fhirpath-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_expression_on_a_file_gives_a_line_an_item()
    {
        string file = Write("patient.json", """{"resourceType":"Patient","birthDate":"1990-01","name":[{"family":"A"},{"family":"B"}]}""");
        Assert.Equal((0, "string: A\nstring: B\n", ""), await RunAsync("fhirpath", "name.family", file));
        Assert.Equal((0, "date: @1990-01\n", ""), await RunAsync("fhirpath", "birthDate", file));
        Assert.Equal((0, "integer: 3\n", ""), await RunAsync("fhirpath", "1 + 2"));
    }

    [Fact]
    public async Task A_wrong_expression_is_exit_code_1_and_says_where_it_is_wrong()
    {
        string file = Write("patient.json", """{"resourceType":"Patient"}""");
        (int code, string output, string error) = await RunAsync("fhirpath", "name.familie", file);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("1:6: HumanName has no element 'familie'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fhirpath")]
    [InlineData("fhirpath", "name", "none.json")]
    [InlineData("fhirpath", "--batch", "none.jsonl")]
    [InlineData("fhirpath", "name", "--batch", "none.jsonl")]
    public async Task A_missing_file_or_a_misuse_is_exit_code_2(params string[] arguments) => Assert.Equal(2, (await RunAsync(arguments)).Code);

    [Fact]
    public async Task A_batch_gives_a_line_a_case_in_order_and_no_error_stops_it()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "inputs"));
        Write(Path.Combine("inputs", "p.json"), """{"resourceType":"Patient","birthDate":"1990-01","name":[{"family":"M\u00fcller"}]}""");
        Write(Path.Combine("inputs", "broken.json"), "{");
        string cases = Write("cases.jsonl", """
            {"id":"a","expression":"name.family","inputfile":"inputs/p.json"}
            {"id":"b","expression":"name.","inputfile":"inputs/p.json"}
            {"id":"c","expression":"@2014-01-01T08:00Z + 4 hours","inputfile":null}
            {"id":"d","expression":"name","inputfile":"inputs/none.json"}
            {"id":"e","expression":"name","inputfile":"inputs/broken.json"}
            no JSON at all
            {"id":7,"expression":"1 'mg' | @T10:30 | true"}
            {"id":"g","inputfile":null}

            {"id":"h","expression":"birthDate.empty() | {}","inputfile":"inputs/p.json"}
            {"id":"i","expression":"link","inputfile":"inputs/p.json"}
            """);
        (int code, string output, string error) = await RunAsync("fhirpath", "--batch", cases);
        Assert.Equal((0, ""), (code, error));
        JsonElement[] lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"e\"", "null", "7", "\"g\"", "\"h\"", "\"i\""], lines.Select(line => line.GetProperty("id").GetRawText()));
        Assert.Equal("string:Müller", Result(lines[0]));
        Assert.Equal("dateTime:@2014-01-01T12:00Z", Result(lines[2]));
        Assert.Equal("Quantity:1 'mg', time:@T10:30, boolean:true", Result(lines[6]));
        Assert.Equal("boolean:false", Result(lines[8]));
        Assert.Equal("", Result(lines[9]));
        Assert.All([1, 3, 4, 5, 7], index => Assert.NotEmpty(lines[index].GetProperty("error").GetString()!));
    }

    [Fact]
    public async Task ConformsTo_asks_the_profiles_of_a_package()
    {
        string package = Repository.Path("profiles", "package.tgz");
        string file = Write("patient.json", """{"resourceType":"Patient"}""");
        Assert.Equal((0, "boolean: false\n", ""), await RunAsync("fhirpath", $"conformsTo('{Canonical}ho-registry-patient')", file, "--package", package));
        Assert.Equal((0, "boolean: true\n", ""), await RunAsync("fhirpath", "conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')", file));
        Assert.Equal(1, (await RunAsync("fhirpath", "conformsTo('urn:none')", file)).Code);
    }

    private static string Result(JsonElement line) =>
        string.Join(", ", line.GetProperty("result").EnumerateArray().Select(item => $"{item.GetProperty("type").GetString()}:{item.GetProperty("value").GetString()}"));

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int code = await RegistryCommands.RunAsync(arguments, new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
