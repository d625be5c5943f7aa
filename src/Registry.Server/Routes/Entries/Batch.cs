using System.Globalization;
using System.Runtime.CompilerServices;
using Registry.Fhir.Json;
using Registry.Fhir.Outcomes;
using Registry.Fhir.Validation;

namespace Registry.Server.Routes.Entries;

/// <summary>POST [base] with a Bundle of type batch: each entry is a request of its own, and none depends on another. https://hl7.org/fhir/R4/http.html#transaction</summary>
internal sealed class Batch(EntryRequests requests, Validator validator, TimeProvider clock)
{
    /// <summary>Does what the entries ask, deletions first and reads last, and answers in the order in which they were sent.</summary>
    /// <param name="context">The request.</param>
    /// <param name="document">Its body, well-formed JSON. Needed until this returns.</param>
    /// <returns>The answer; while it is sent the reads are done, one at a time, so that their size takes no memory.</returns>
    public async Task<IResult> AnswerAsync(HttpContext context, ResourceDocument document)
    {
        NodeCursor entries = document.Root["entry"];
        if (entries.Count > Clinical.Limits.BundleEntries) return WriteAnswers.Refuse(context, StatusCodes.Status422UnprocessableEntity, TooMany(entries.Count));
        if (WrongBundle(document) is { } wrong) return WriteAnswers.Refuse(context, wrong.IsNotFhir ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity, wrong.Findings, []);

        EntryRequest?[] asked = [.. BundleEntries.Requests(document.Root)];
        EntryAnswer?[] answers = new EntryAnswer?[asked.Length];
        foreach (EntryRequest entry in asked.OfType<EntryRequest>().Where(entry => !entry.IsRead).OrderBy(entry => entry.Turn)) answers[entry.Index] = await AnswerAsync(context, entry);
        return FhirResults.Bundle(StatusCodes.Status200OK, writer => writer.WriteString("type", "batch-response"), EntriesAsync(context, asked, answers, context.RequestAborted));
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(HttpContext context, EntryRequest?[] asked, EntryAnswer?[] answers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int index = 0; index < asked.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryAnswer answer = answers[index] ?? (asked[index] is { } entry ? await AnswerAsync(context, entry) : Unasked());
            answers[index] = null;
            yield return EntryWriter.Write(answer);
        }
    }

    private async Task<EntryAnswer> AnswerAsync(HttpContext context, EntryRequest entry) =>
        EntryRequests.NamesSomething(entry.Url, FhirRoutes.BaseUrl(context.Request)) ? await requests.SendAsync(context, entry) : Unasked();

    // The resources are judged with their own entries; what stands around them is judged here.
    private (Findings Findings, bool IsNotFhir)? WrongBundle(ResourceDocument document)
    {
        List<NodeCursor> resources = [];
        foreach (NodeCursor entry in document.Root["entry"])
        {
            if (entry["resource"] is { Exists: true } resource) resources.Add(resource);
        }

        using ResourceDocument bare = document.Without(resources);
        return validator.Validate(bare, select: null, new ValidationOptions { Now = clock.GetUtcNow() }) is Verdict.Refused refused ? (refused.Findings, refused.Findings.IsNotFhir) : null;
    }

    private static EntryAnswer Unasked() => new(
        StatusCodes.Status400BadRequest,
        new HeaderDictionary(),
        OperationOutcome.Write([FhirResults.Objection(
            "required", "entry-request", "The entry does not say what is to be done: an entry of a batch says it by request.method and a request.url below the base.",
            "Send request.method and request.url, such as GET and 'Patient/1'. A bundle inside a bundle is not taken: send it by itself.")]));

    private static Finding TooMany(int count) => FhirResults.Objection(
        "too-costly", "bundle-entries",
        string.Create(CultureInfo.InvariantCulture, $"The bundle has {count} entries, and at most {Clinical.Limits.BundleEntries} are taken at once."),
        "Send several smaller batches.");
}
