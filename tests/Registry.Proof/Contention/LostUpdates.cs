using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Registry.Proof.Crashes;

namespace Registry.Proof.Contention;

/// <summary>Many who read a number, add one and write it back with <c>If-Match</c>: whoever read an old one is told so (412), and no addition is lost. https://hl7.org/fhir/R4/http.html#concurrency</summary>
internal static class LostUpdates
{
    /// <summary>The number is the policy version of a consent.</summary>
    /// <param name="nodes">Senders go to them in turn.</param>
    /// <param name="person">A new one.</param>
    /// <param name="writers">At once.</param>
    /// <param name="each">Additions of each.</param>
    /// <returns>How many writes were refused with 412.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<HttpClient> nodes, string person, int writers, int each)
    {
        ContendingClient client = new(nodes);
        string patient = JsonNode.Parse(PersonBundle.Write(person, 0))!["entry"]![0]!["resource"]!.ToJsonString();
        Answer created = await client.SendAsync(0, HttpMethod.Post, "/fhir/Patient", patient);
        ProofFailedException.Unless(created.Status == HttpStatusCode.Created, () => $"The Patient was answered with {created.Status}: {created.Body}");
        string path = created.Location!.Split("/_history/")[0];
        int[] refused = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => AddAsync(client, writer, path, each))));

        JsonNode last = await client.ReadAsync(path);
        ProofFailedException.Unless(Read(last) == writers * each, () => $"{writers} writers added {each} each, and the number is {Read(last)}.");
        string version = last["meta"]!["versionId"]!.GetValue<string>();
        ProofFailedException.Unless(version == (1 + (writers * each)).ToString(CultureInfo.InvariantCulture), () => $"After {writers * each} additions the version is {version}.");
        return refused.Sum();
    }

    private static async Task<int> AddAsync(ContendingClient client, int writer, string path, int each)
    {
        int refused = 0;
        for (int done = 0; done < each;)
        {
            Answer read = await client.SendAsync(writer, HttpMethod.Get, path, json: null);
            JsonNode patient = JsonNode.Parse(read.Body)!;
            Policy(patient)["valueString"] = string.Create(CultureInfo.InvariantCulture, $"2.{Read(patient) + 1}");
            Answer answer = await client.SendAsync(writer, HttpMethod.Put, path, patient.ToJsonString(), ("If-Match", read.ETag!));
            ProofFailedException.Unless(answer.Status is HttpStatusCode.OK or HttpStatusCode.PreconditionFailed, () => $"A write with If-Match was answered with {answer.Status}: {answer.Body}");
            if (answer.Status == HttpStatusCode.OK) done++;
            else refused++;
        }

        return refused;
    }

    private static int Read(JsonNode patient) => int.Parse(Policy(patient)["valueString"]!.GetValue<string>().Split('.')[1], CultureInfo.InvariantCulture);

    private static JsonNode Policy(JsonNode patient) =>
        patient["extension"]![0]!["extension"]!.AsArray().Single(part => part!["url"]!.GetValue<string>() == "policyVersion")!;
}
