using System.Net;
using System.Text.Json.Nodes;
using Registry.Proof.Crashes;

namespace Registry.Proof.Contention;

/// <summary>Many who create the same at once, each unless it is there: one resource, one 201, and everybody else is told which one it is.</summary>
internal static class ConditionalCreates
{
    /// <summary>Each sender posts the same Patient with <c>If-None-Exist</c>. https://hl7.org/fhir/R4/http.html#ccreate</summary>
    public static async Task SingleAsync(IReadOnlyList<HttpClient> nodes, string person, int count)
    {
        ContendingClient client = new(nodes);
        (string patient, string criteria) = Patient(person);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(sender => Task.Run(() => client.SendAsync(sender, HttpMethod.Post, "/fhir/Patient", patient, ("If-None-Exist", criteria)))));
        AssertOneCreated([.. answers.Select(answer => ((int)answer.Status, answer.Location, answer.Body))]);
        await AssertOneStoredAsync(client, criteria);
    }

    /// <summary>The same as the one entry of a transaction, with <c>ifNoneExist</c>.</summary>
    public static async Task InTransactionsAsync(IReadOnlyList<HttpClient> nodes, string person, int count)
    {
        ContendingClient client = new(nodes);
        (string patient, string criteria) = Patient(person);
        JsonObject entry = new() { ["resource"] = JsonNode.Parse(patient), ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "Patient", ["ifNoneExist"] = criteria } };
        string bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray(entry) }.ToJsonString();
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(sender => Task.Run(() => client.SendAsync(sender, HttpMethod.Post, "/fhir", bundle))));
        AssertOneCreated([.. answers.Select(Entry)]);
        await AssertOneStoredAsync(client, criteria);

        static (int Status, string? Location, string Body) Entry(Answer answer)
        {
            if (answer.Status != HttpStatusCode.OK) return ((int)answer.Status, null, answer.Body);
            JsonNode response = JsonNode.Parse(answer.Body)!["entry"]![0]!["response"]!;
            return (int.Parse(response["status"]!.GetValue<string>()[..3], System.Globalization.CultureInfo.InvariantCulture), new Uri(response["location"]!.GetValue<string>()).AbsolutePath, answer.Body);
        }
    }

    /// <summary>Each sender posts a Patient of its own, with an identifier that no other has, unless there is one of this birth date and gender: nothing but the search itself makes it one.</summary>
    public static async Task ByCriteriaAsync(IReadOnlyList<HttpClient> nodes, string birthDate, int count)
    {
        ContendingClient client = new(nodes);
        (string patient, _) = Patient("criteria");
        string gender = JsonNode.Parse(patient)!["gender"]!.GetValue<string>();
        // In another order and encoding it is the same search.
        string[] criteria = [$"birthdate={birthDate}&gender={gender}", $"gender={gender}&birthdate={Uri.EscapeDataString(birthDate)}"];
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(sender => Task.Run(() =>
        {
            JsonNode own = JsonNode.Parse(patient)!;
            own["birthDate"] = birthDate;
            foreach (JsonNode? identifier in own["identifier"]!.AsArray()) identifier!["value"] = $"criteria-{birthDate}-{sender}";
            return client.SendAsync(sender, HttpMethod.Post, "/fhir/Patient", own.ToJsonString(), ("If-None-Exist", criteria[sender % 2]));
        })));
        AssertOneCreated([.. answers.Select(answer => ((int)answer.Status, answer.Location, answer.Body))]);
        await AssertOneStoredAsync(client, criteria[0]);
    }

    private static void AssertOneCreated((int Status, string? Location, string Body)[] answers)
    {
        (int Status, string? Location, string Body)[] wrong = [.. answers.Where(answer => answer.Status is not (200 or 201))];
        ProofFailedException.Unless(wrong.Length == 0, () => $"{wrong.Length} of {answers.Length} were answered with neither 201 nor 200, the first with {wrong[0].Status}: {wrong[0].Body}");
        int created = answers.Count(answer => answer.Status == 201);
        ProofFailedException.Unless(created == 1, () => $"{created} of {answers.Length} were answered with 201.");
        string?[] locations = [.. answers.Select(answer => answer.Location).Distinct(StringComparer.Ordinal)];
        ProofFailedException.Unless(locations is [{ } only] && only.EndsWith("/_history/1", StringComparison.Ordinal), () => $"They were told of {string.Join(", ", locations)}.");
    }

    private static async Task AssertOneStoredAsync(ContendingClient client, string criteria)
    {
        JsonNode found = await client.ReadAsync($"/fhir/Patient?{criteria}");
        ProofFailedException.Unless(found["entry"]?.AsArray().Count == 1, () => $"There is not one Patient: {found}");
    }

    private static (string Patient, string Criteria) Patient(string person)
    {
        JsonNode entry = JsonNode.Parse(PersonBundle.Write(person, 1))!["entry"]![0]!;
        return (entry["resource"]!.ToJsonString(), entry["request"]!["url"]!.GetValue<string>().Split('?')[1]);
    }
}
