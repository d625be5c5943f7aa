using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>Searches that cannot be run as they stand: refused with a remedy, or, where the caller is lenient, told. A typo never returns everybody.</summary>
public sealed class SearchBadInputTests(SearchServer server, ITestOutputHelper output) : IClassFixture<SearchServer>
{
    private const int Seed = 20261126;

    [Theory]
    [InlineData("Patient?_count=-1")]
    [InlineData("Patient?_count=many")]
    [InlineData("Patient?_count=")]
    [InlineData("Patient?_count=1.5")]
    [InlineData("Patient?_count=1&_count=2")]
    [InlineData("Patient?_total=accurat")]
    [InlineData("Patient?_total=none&_total=accurate")]
    [InlineData("Patient?_summary=perhaps")]
    [InlineData("Patient?_summary=true&_summary=text")]
    [InlineData("Patient?_summary=true&_elements=id")]
    [InlineData("Patient?_summary=text&_revinclude=Observation:patient")]
    [InlineData("Patient?_elements=id,,meta")]
    [InlineData("Patient?_sort=")]
    [InlineData("Patient?_sort=shoe-size")]
    [InlineData("Patient?_sort=_id,")]
    [InlineData("Observation?_sort=code-value-concept")]
    [InlineData("Patient?_sort:desc=_id")]
    [InlineData("Patient?_include:sometimes=Patient:link")]
    [InlineData("Patient?_include=Patient")]
    [InlineData("Patient?_include=Patient:gender")]
    [InlineData("Patient?_type=Patient")]
    [InlineData("Patient?_id:exact=x")]
    [InlineData("Patient?_id.name=x")]
    [InlineData("Patient?_lastUpdated:missing=true")]
    [InlineData("Patient?_lastUpdated=soon")]
    [InlineData("Patient?birthdate=xx2020")]
    [InlineData("Patient?birthdate=ge")]
    [InlineData("Patient?birthdate=2020-13")]
    [InlineData("Patient?birthdate:exact=2020")]
    [InlineData("Patient?gender:missing=maybe")]
    [InlineData("Patient?gender:exact=male")]
    [InlineData("Patient?gender:=male")]
    [InlineData("Patient?gender=male,")]
    [InlineData("Observation?value-quantity=xx5")]
    [InlineData("Observation?value-quantity=5|a|b|c")]
    [InlineData("Observation?value-quantity=1e400")]
    [InlineData("Observation?code-value-quantity=a$b$c")]
    [InlineData("Observation?code-value-quantity=a$much")]
    [InlineData("Observation?patient.code.name.x=1")]
    [InlineData("Observation?patient:Patient:Patient.name=1")]
    [InlineData("Patient?_has:Observation:patient=1")]
    [InlineData("Patient?_has:Observation:patient:_has:Observation:patient:_has:Observation:patient:_has:Observation:patient:_has:Observation:patient:_id=1")]
    [InlineData("Patient?_text=x")]
    [InlineData("Patient?_content=x")]
    [InlineData("Patient?_list=x")]
    [InlineData("Patient?_query=x")]
    [InlineData("Patient?_filter=name eq x")]
    [InlineData("Patient?_contained=true")]
    [InlineData("Patient?=x")]
    [InlineData("Patient?name")]
    public async Task What_cannot_be_meant_is_refused_with_a_remedy(string query)
    {
        JsonElement issue = (await server.RefusedAsync(query)).GetProperty("issue")[0];
        Assert.Equal("error", issue.GetProperty("severity").GetString());
        Assert.False(string.IsNullOrWhiteSpace(issue.GetProperty("diagnostics").GetString()));
    }

    [Theory]
    [InlineData("_count=0")]
    [InlineData("_summary=count")]
    public async Task No_page_is_the_number_alone(string query)
    {
        JsonElement bundle = await server.FindAsync($"Condition?{query}");
        Assert.Equal(2, bundle.GetProperty("total").GetInt32());
        Assert.False(bundle.TryGetProperty("entry", out _));
        Assert.Null(SearchServer.Link(bundle, "next"));
    }

    [Theory]
    [InlineData("2147483647"), InlineData("2147483648"), InlineData("999999999999999999999999999999")]
    public async Task An_enormous_count_is_cut(string count) => Assert.Equal(2, (await server.IdsAsync($"Condition?_count={count}")).Count);

    [Theory]
    // Escapes stand for the character itself, and what is escaped separates nothing. https://hl7.org/fhir/R4/search.html#escaping
    [InlineData("identifier=urn:a\\,b|1\\|2", "x-1")]
    [InlineData("identifier=1\\|2", "x-1")]
    [InlineData("identifier=1\\|2,3\\$4", "x-1 x-2")]
    [InlineData("identifier=3\\$4", "x-2")]
    [InlineData("identifier=3$4", "x-2")]
    [InlineData("identifier=5\\\\6", "x-3")]
    [InlineData("identifier=5\\6", "")]
    [InlineData("family:exact=O\\,Neill", "x-1")]
    [InlineData("family:exact=O,Neill", "")]
    [InlineData("_id=x-1,x-3", "x-1 x-3")]
    [InlineData("_id=x-1&_id=x-3", "")]
    [InlineData("_id=x-1,x-1", "x-1")]
    public async Task What_is_escaped_is_the_character(string query, string expected)
    {
        await server.PutAsync(Practitioner("x-1", "urn:a,b", "1|2", "O,Neill"), Practitioner("x-2", "urn:a", "3$4", "Two"), Practitioner("x-3", "urn:a", "5\\6", "Three"));
        string[] parts = query.Split('&');
        string encoded = string.Join('&', parts.Select(part => part.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));
        Assert.Equal(expected, await server.SortedAsync($"Practitioner?{encoded}"));
    }

    [Theory]
    [InlineData(250, HttpStatusCode.OK), InlineData(251, HttpStatusCode.BadRequest), InlineData(10_000, HttpStatusCode.BadRequest)]
    public async Task As_many_values_as_are_named_are_borne_and_no_more(int count, HttpStatusCode expected)
    {
        string[] parameters = ["code", "date", "identifier", "value-quantity", "patient", "value-string", "_id"];
        foreach (string parameter in parameters)
        {
            string values = string.Join(',', Enumerable.Range(0, count).Select(number => parameter == "date" ? "2024-01-01" : number.ToString(CultureInfo.InvariantCulture)));
            using FormUrlEncodedContent form = new([KeyValuePair.Create(parameter, values)]);
            using HttpResponseMessage answer = await server.Registry.Client.PostAsync("/fhir/Observation/_search", form, TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == expected, $"{parameter}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_form_of_more_fields_than_one_may_have_is_refused()
    {
        using FormUrlEncodedContent form = new(Enumerable.Range(0, 5_000).Select(number => KeyValuePair.Create($"code{number}", "x")));
        using HttpResponseMessage answer = await server.Registry.Client.PostAsync("/fhir/Observation/_search", form, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    /// <summary>Names of parameters, with a letter lost, doubled, turned or changed.</summary>
    [Fact]
    public async Task A_typo_in_a_name_is_refused_and_left_out_for_a_lenient_caller_who_is_told()
    {
        Random random = new(Seed);
        output.WriteLine($"Seed {Seed}");
        JsonElement statement = await server.FindAsync("metadata");
        int tried = 0;
        foreach (JsonElement resource in statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray())
        {
            string type = resource.GetProperty("type").GetString()!;
            HashSet<string> known = [.. resource.GetProperty("searchParam").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!)];
            foreach (string name in known.ToArray())
            {
                string typo = Mutated(random, name);
                if (known.Contains(typo) || typo.Length == 0 || typo is "_type") continue;
                tried++;
                JsonElement outcome = await server.RefusedAsync($"{type}?{Uri.EscapeDataString(typo)}=x");
                Assert.Contains(typo, outcome.GetRawText(), StringComparison.Ordinal);
                JsonElement lenient = await server.FindAsync($"{type}?{Uri.EscapeDataString(typo)}=x&_count=1", ("Prefer", "handling=lenient"));
                Assert.DoesNotContain(Uri.EscapeDataString(typo) + "=", SearchServer.Link(lenient, "self")!, StringComparison.Ordinal);
                JsonElement told = lenient.GetProperty("entry").EnumerateArray().Single(entry => entry.GetProperty("search").GetProperty("mode").GetString() == "outcome");
                Assert.Equal("warning", told.GetProperty("resource").GetProperty("issue")[0].GetProperty("severity").GetString());
                Assert.Contains(typo, told.GetRawText(), StringComparison.Ordinal);
            }
        }

        Assert.True(tried > 60, $"{tried}");
    }

    /// <summary>FHIR has a server reject a modifier that it does not know, whoever asks. https://hl7.org/fhir/R4/search.html#modifiers</summary>
    [Fact]
    public async Task A_typo_in_a_modifier_is_refused_to_everybody()
    {
        Random random = new(Seed);
        string[] asked = ["code:not", "code:text", "code:in", "code:below", "identifier:of-type", "value-string:exact", "value-string:contains", "subject:Patient", "subject:identifier", "date:missing", "_include:iterate", "subject:Patient.gender"];
        int tried = 0;
        foreach (string name in asked.SelectMany(name => Enumerable.Repeat(name, 4)))
        {
            int colon = name.IndexOf(':', StringComparison.Ordinal);
            string modifier = name[(colon + 1)..].Split('.')[0];
            string typo = Mutated(random, modifier);
            if (typo is "not" or "text" or "in" or "Patient" || typo == modifier || typo.Length == 0) continue;
            tried++;
            string query = $"Observation?{name[..colon]}:{Uri.EscapeDataString(typo)}{name[(colon + 1 + modifier.Length)..]}=true";
            await server.RefusedAsync(query);
            await server.RefusedAsync(query, ("Prefer", "handling=lenient"));
        }

        Assert.True(tried > 30, $"{tried}");
    }

    [Theory]
    [InlineData("handling=strict"), InlineData("handling=lenient; x=y"), InlineData("return=minimal, handling=lenient")]
    public async Task The_preference_is_read_wherever_it_stands(string preference)
    {
        (HttpStatusCode status, _) = await server.Registry.GetAsync("/fhir/Patient?nmae=x", ("Prefer", preference));
        Assert.Equal(preference.Contains("lenient", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task A_form_and_its_query_are_one_search_and_either_says_the_form_of_the_answer()
    {
        using FormUrlEncodedContent form = new([KeyValuePair.Create("code", "ho-lesion"), KeyValuePair.Create("_format", "xml")]);
        using HttpResponseMessage answer = await server.Registry.Client.PostAsync("/fhir/Observation/_search?depth=dermis", form, TestContext.Current.CancellationToken);
        string xml = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, xml);
        Assert.Equal("application/fhir+xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<total value=\"1\"/>", xml, StringComparison.Ordinal);
        Assert.Contains("depth=dermis", xml, StringComparison.Ordinal);
        Assert.Contains("code=ho-lesion", xml, StringComparison.Ordinal);
        string[] wrong = ["turtle", "json"];
        foreach (string format in wrong)
        {
            using FormUrlEncodedContent other = new([KeyValuePair.Create("_format", format)]);
            using HttpResponseMessage refused = await server.Registry.Client.PostAsync($"/fhir/Observation/_search{(format == "json" ? "?_format=xml" : "")}", other, TestContext.Current.CancellationToken);
            Assert.Equal(format == "json" ? HttpStatusCode.BadRequest : HttpStatusCode.NotAcceptable, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_search_by_HEAD_has_the_headers_of_a_GET_and_no_body()
    {
        using HttpRequestMessage request = new(HttpMethod.Head, "/fhir/Observation?code=ho-lesion");
        using HttpResponseMessage answer = await server.Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using HttpRequestMessage bad = new(HttpMethod.Head, "/fhir/Observation?cod=x");
        using HttpResponseMessage refused = await server.Registry.Client.SendAsync(bad, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task References_in_a_circle_end_and_a_long_way_is_cut_and_told()
    {
        await server.PutAsync(Patient("linked"));
        await server.PutAsync([.. Enumerable.Range(0, 5).Select(number => Linked($"c{number}", $"c{(number + 1) % 5}"))]);
        JsonElement circle = await server.FindAsync("Observation?_id=c0&_include:iterate=Observation:derived-from");
        Assert.Equal(["c1", "c2", "c3", "c4"], SearchServer.Ids(circle, "include").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\"outcome\"", circle.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["c1"], SearchServer.Ids(await server.FindAsync("Observation?_id=c0&_include=Observation:derived-from"), "include"));
        Assert.Equal(["c1", "c2", "c3", "c4"], SearchServer.Ids(await server.FindAsync("Observation?_id=c0&_revinclude:iterate=Observation:derived-from"), "include").Order(StringComparer.Ordinal));

        int way = Registry.Server.Limits.SearchIncludeRounds + 4;
        await server.PutAsync([.. Enumerable.Range(0, way).Select(number => Linked($"w{number:00}", number == way - 1 ? null : $"w{number + 1:00}"))]);
        JsonElement cut = await server.FindAsync("Observation?_id=w00&_include:iterate=Observation:derived-from");
        Assert.Equal(Registry.Server.Limits.SearchIncludeRounds, SearchServer.Ids(cut, "include").Count);
        Assert.Contains("include-cut", cut.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_come_with_a_page_are_cut_and_told()
    {
        await server.PutAsync(Patient("busy"));
        int all = Registry.Server.Limits.SearchIncluded + 5;
        foreach (int[] block in Enumerable.Range(0, all).Chunk(500))
            await server.PutAsync([.. block.Select(number => Linked($"b{number}", null, "busy"))]);
        JsonElement bundle = await server.FindAsync("Patient?_id=busy&_revinclude=Observation:performer&_elements=id");
        Assert.Equal(Registry.Server.Limits.SearchIncluded, SearchServer.Ids(bundle, "include").Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("include-cut", bundle.GetRawText(), StringComparison.Ordinal);
        // Iterating does not go beyond it either.
        JsonElement back = await server.FindAsync("Patient?_id=busy&_revinclude:iterate=Observation:performer&_include:iterate=Observation:performer&_elements=id");
        Assert.Equal(Registry.Server.Limits.SearchIncluded, SearchServer.Ids(back, "include").Count);
    }

    /// <summary>The parameters of the package, on what its examples store.</summary>
    [Theory]
    [InlineData("gene=HGNC:171", "G-20181211-1")]
    [InlineData("gene=http://www.genenames.org|HGNC:4392", "G-20210302-1")]
    [InlineData("gene=HGNC:171,HGNC:4392", "G-20181211-1 G-20210302-1")]
    [InlineData("hgvs=NM_001111067.4:c.617G>A", "G-20181211-1")]
    [InlineData("hgvs=http://varnomen.hgvs.org|NP_001104537.1:p.Arg206His", "G-20181211-1")]
    [InlineData("hgvs=NM_001111067.4:c.617G>C", "")]
    [InlineData("parental-allele=paternal", "G-20210302-1")]
    [InlineData("parental-allele=maternal", "")]
    [InlineData("body-region=shoulder", "F-20240903-1 L-20241210-1")]
    [InlineData("body-region=lower-leg", "L-20190715-1 L-20240522-1")]
    [InlineData("body-region=http://snomed.info/sct|16982005", "F-20240903-1")]
    [InlineData("body-region:in=https://registry.example.org/fhir/ho/ValueSet/joint-region", "F-20240903-1 L-20241210-1")]
    [InlineData("trigger=fall", "F-20240903-1")]
    [InlineData("trigger:below=https://registry.example.org/fhir/ho/CodeSystem/flare-up-trigger|trauma", "F-20240903-1")]
    [InlineData("trigger=spontaneous", "")]
    [InlineData("depth=deep", "L-20240522-1 L-20241210-1")]
    [InlineData("depth:not=deep&code=ho-lesion", "L-20190715-1")]
    [InlineData("depth=dermis", "L-20190715-1")]
    [InlineData("laterality=http://snomed.info/sct|24028007", "F-20240903-1 L-20241210-1")]
    [InlineData("gene:missing=false", "G-20181211-1 G-20210302-1")]
    public async Task The_packages_own_parameters_find_what_is_stored(string query, string expected)
    {
        string encoded = string.Join('&', query.Split('&').Select(part => part.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));
        JsonElement bundle = await server.FindAsync($"Observation?{encoded}");
        IEnumerable<string> records = !bundle.TryGetProperty("entry", out JsonElement entries)
            ? []
            : entries.EnumerateArray().Select(entry => entry.GetProperty("resource").GetProperty("identifier")[0].GetProperty("value").GetString()!);
        Assert.Equal(expected, string.Join(' ', records.Order(StringComparer.Ordinal)));
    }

    private static string Mutated(Random random, string name)
    {
        int at = random.Next(name.StartsWith('_') ? 1 : 0, name.Length);
        StringBuilder text = new(name);
        switch (random.Next(4))
        {
            case 0: text.Remove(at, 1); break;
            case 1: text.Insert(at, name[at]); break;
            case 2: text[at] = char.IsUpper(text[at]) ? char.ToLowerInvariant(text[at]) : char.IsAsciiLetter(text[at]) ? char.ToUpperInvariant(text[at]) : 'q'; break;
            default: text.Append('s'); break;
        }

        return text.ToString();
    }

    private static JsonObject Practitioner(string id, string system, string value, string family) => new()
    {
        ["resourceType"] = "Practitioner",
        ["id"] = id,
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = system, ["value"] = value }),
        ["name"] = new JsonArray(new JsonObject { ["family"] = family }),
    };

    // Of nobody whom the registry knows: kept, and found.
    private static JsonObject Patient(string id) => new() { ["resourceType"] = "Patient", ["id"] = id, ["active"] = true };

    // What hangs on another record is about the same person.
    private static JsonObject Linked(string id, string? from, string person = "linked")
    {
        JsonObject observation = JsonNode.Parse($$$"""{"resourceType":"Observation","id":"{{{id}}}","status":"final","code":{"text":"linked"}}""")!.AsObject();
        if (from is not null) observation["derivedFrom"] = new JsonArray(new JsonObject { ["reference"] = $"Observation/{from}" });
        observation["subject"] = new JsonObject { ["reference"] = $"Patient/{person}" };
        observation["performer"] = new JsonArray(new JsonObject { ["reference"] = $"Patient/{person}" });
        return observation;
    }
}
