using System.Text;
using System.Text.Json.Nodes;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Patching;
using Xunit;

namespace Registry.Fhir.Tests.Patching;

/// <summary>JSON Patch on resources. https://www.rfc-editor.org/rfc/rfc6902</summary>
public sealed class JsonPatchTests
{
    private const string Start = """{"resourceType":"Patient","id":"1"}""";

    // The examples of RFC 6902, appendix A, and of RFC 6901, section 5, below a resource.
    [Theory]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("""{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("""{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("""{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("""{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2.0}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("""{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10},{"op":"test","path":"/~1","value":9}]""", """{"/":9,"~1":10}""")]
    [InlineData("""{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("""{"foo":[{"x":1}]}""", """[{"op":"copy","from":"/foo/0","path":"/foo/-"},{"op":"replace","path":"/foo/1/x","value":2}]""", """{"foo":[{"x":1},{"x":2}]}""")]
    [InlineData("""{"":0,"a/b":1,"m~n":2}""", """[{"op":"replace","path":"/a~1b","value":5},{"op":"remove","path":"/m~0n"},{"op":"remove","path":"/"}]""", """{"a/b":5}""")]
    [InlineData("""{"foo":null}""", """[{"op":"test","path":"/foo","value":null},{"op":"replace","path":"/foo","value":"x"}]""", """{"foo":"x"}""")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"move","from":"/foo","path":"/foo"}]""", """{"foo":"bar"}""")]
    [InlineData("""{"foo":"bar"}""", """[]""", """{"foo":"bar"}""")]
    [InlineData("""{"n":1.50}""", """[{"op":"copy","from":"/n","path":"/m"}]""", """{"n":1.50,"m":1.50}""")]
    // FHIR has no empty lists and objects: what a removal leaves empty goes, what is filled again stays.
    [InlineData("""{"name":[{"given":["A"]}],"x":1}""", """[{"op":"remove","path":"/name/0/given/0"}]""", """{"x":1}""")]
    [InlineData("""{"name":["A"]}""", """[{"op":"remove","path":"/name/0"},{"op":"add","path":"/name/-","value":"B"}]""", """{"name":["B"]}""")]
    public void Operations_give_what_the_standard_says(string before, string patch, string expected)
    {
        PatchResult.Patched patched = Assert.IsType<PatchResult.Patched>(Apply(Below(before), patch));
        Assert.Equal(Below(expected), Encoding.UTF8.GetString(patched.Json.Span));
    }

    [Theory]
    [InlineData("""{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "patch-test")]
    [InlineData("""{"baz":10}""", """[{"op":"test","path":"/baz","value":"10"}]""", "patch-test")]
    [InlineData("""{"baz":"qux"}""", """[{"op":"test","path":"/none","value":null}]""", "patch-test")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"add","path":"/foo/bat","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":["a"]}""", """[{"op":"add","path":"/foo/2","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":["a"]}""", """[{"op":"add","path":"/foo/00","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":["a"]}""", """[{"op":"add","path":"/foo/+0","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":["a"]}""", """[{"op":"replace","path":"/foo/-","value":"qux"}]""", "patch-path")]
    [InlineData("""{"foo":["a"]}""", """[{"op":"remove","path":"/foo/1"}]""", "patch-path")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", "patch-path")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"replace","path":"/baz","value":1}]""", "patch-path")]
    [InlineData("""{"foo":"bar"}""", """[{"op":"copy","from":"/baz","path":"/x"}]""", "patch-path")]
    [InlineData("""{"foo":{"a":{}}}""", """[{"op":"move","from":"/foo","path":"/foo/a/b"}]""", "patch-path")]
    [InlineData("{}", """[{"op":"remove","path":""}]""", "patch-identity")]
    [InlineData("{}", """[{"op":"replace","path":"","value":["no resource"]}]""", "patch-identity")]
    [InlineData("{}", """[{"op":"replace","path":"/id","value":"2"}]""", "patch-identity")]
    [InlineData("{}", """[{"op":"remove","path":"/id"}]""", "patch-identity")]
    [InlineData("{}", """[{"op":"replace","path":"/resourceType","value":"Observation"}]""", "patch-identity")]
    [InlineData("""{"meta":{"versionId":"3"}}""", """[{"op":"replace","path":"/meta/versionId","value":"4"}]""", "patch-identity")]
    [InlineData("{}", """[{"op":"add","path":"/meta","value":{"lastUpdated":"2020-01-01T00:00:00Z"}}]""", "patch-identity")]
    public void What_cannot_be_applied_is_refused_with_its_rule(string before, string patch, string rule)
    {
        PatchResult.Refused refused = Assert.IsType<PatchResult.Refused>(Apply(Below(before), patch));
        Finding finding = Assert.Single(refused.Findings);
        Assert.Equal(rule, finding.Rule);
        Assert.False(string.IsNullOrEmpty(finding.Reason) || string.IsNullOrEmpty(finding.Remedy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""[{"op":"add","path":"/a","path":"/b","value":1}]""")]
    [InlineData("""["add"]""")]
    [InlineData("""[{"op":"add","path":"/a"}]""")]
    [InlineData("""[{"op":"add","value":1}]""")]
    [InlineData("""[{"op":"spam","path":"/a"}]""")]
    [InlineData("""[{"op":7,"path":"/a"}]""")]
    [InlineData("""[{"path":"/a"}]""")]
    [InlineData("""[{"op":"move","path":"/a"}]""")]
    [InlineData("""[{"op":"copy","from":7,"path":"/a"}]""")]
    [InlineData("""[{"op":"remove","path":"a"}]""")]
    [InlineData("""[{"op":"remove","path":"#/a"}]""")]
    [InlineData("""[{"op":"remove","path":"/a~"}]""")]
    [InlineData("""[{"op":"remove","path":"/a~2b"}]""")]
    public void What_is_no_patch_is_not_read(string patch)
    {
        Assert.Null(ResourcePatch.ReadJson(Encoding.UTF8.GetBytes(patch), out Findings findings));
        Assert.Equal("patch-syntax", Assert.Single(findings).Rule);
    }

    [Fact]
    public void A_patch_is_applied_as_a_whole_or_not_at_all()
    {
        byte[] before = Encoding.UTF8.GetBytes(Below("""{"a":1}"""));
        byte[] kept = [.. before];
        Assert.IsType<PatchResult.Refused>(Read("""[{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}]""").Apply(before));
        Assert.Equal(kept, before);
    }

    [Fact]
    public void What_changes_nothing_gives_the_same_bytes()
    {
        byte[] before = Encoding.UTF8.GetBytes(Below("""{"a": "\u00e4" }"""));
        PatchResult.Patched patched = Assert.IsType<PatchResult.Patched>(Read("""[{"op":"replace","path":"/a","value":"ä"}]""").Apply(before));
        Assert.Equal(before, patched.Json.ToArray());
    }

    [Fact]
    public void The_whole_of_meta_may_go_and_its_version_may_stay()
    {
        string before = Below("""{"meta":{"versionId":"3","tag":[{"code":"x"}]}}""");
        Assert.Equal(Start, Encoding.UTF8.GetString(Assert.IsType<PatchResult.Patched>(Apply(before, """[{"op":"remove","path":"/meta"}]""")).Json.Span));
        Assert.Equal(
            Below("""{"meta":{"versionId":"3"}}"""),
            Encoding.UTF8.GetString(Assert.IsType<PatchResult.Patched>(Apply(before, """[{"op":"test","path":"/meta/versionId","value":"3"},{"op":"remove","path":"/meta/tag"}]""")).Json.Span));
    }

    [Fact]
    public void Copies_of_copies_and_depth_without_end_are_refused()
    {
        JsonArray doubling = [Add("/a", new JsonArray(new string('x', 1000)))];
        for (int index = 0; index < 40; index++) doubling.Add(Op("copy", "/a", "/a/-"));
        Assert.Equal("patch-limit", Assert.Single(Assert.IsType<PatchResult.Refused>(Apply(Start, doubling.ToJsonString())).Findings).Rule);

        JsonArray nesting = [Add("/a", new JsonObject { ["b"] = 1 })];
        for (int index = 0; index < Limits.JsonDepth + 1; index++)
        {
            nesting.Add(Op("move", "/a", "/c"));
            nesting.Add(Add("/a", new JsonObject()));
            nesting.Add(Op("move", "/c", "/a/b"));
        }

        Assert.Equal("patch-limit", Assert.Single(Assert.IsType<PatchResult.Refused>(Apply(Start, nesting.ToJsonString())).Findings).Rule);

        JsonArray many = [.. Enumerable.Range(0, Limits.PatchOperations + 1).Select(_ => Add("/a", 1))];
        Assert.Null(ResourcePatch.ReadJson(Encoding.UTF8.GetBytes(many.ToJsonString()), out Findings findings));
        Assert.Equal("patch-limit", Assert.Single(findings).Rule);

        static JsonNode Add(string path, JsonNode value) => new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = value };
        static JsonNode Op(string op, string from, string path) => new JsonObject { ["op"] = op, ["from"] = from, ["path"] = path };
    }

    private static PatchResult Apply(string before, string patch) => Read(patch).Apply(Encoding.UTF8.GetBytes(before));

    private static ResourcePatch Read(string patch)
    {
        ResourcePatch? read = ResourcePatch.ReadJson(Encoding.UTF8.GetBytes(patch), out Findings findings);
        Assert.True(read is not null, string.Join("; ", findings.Select(finding => finding.Message)));
        return read;
    }

    // A resource with these properties.
    private static string Below(string properties) => properties.Trim() is "{}" ? Start : Start[..^1] + "," + properties.Trim()[1..];
}
