using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Registry.Proof.Crashes;

/// <summary>One sender: it sends one bundle after another, each under a key of its own, and again until it is answered. What it was told is kept, and is what is proved afterwards.</summary>
internal sealed class CrashWriter(string name, Random random)
{
    private readonly List<Person> _people = [];
    private readonly ConcurrentDictionary<int, int> _refused = new();
    private Open? _open;
    private Answered? _last;

    /// <summary>Everybody of whom at least one bundle was acknowledged, with the last acknowledged revision.</summary>
    public IReadOnlyList<Person> People => _people;

    /// <summary>The bundle that was sent and not answered: it is stored whole, or not at all.</summary>
    public (string Person, int Revision)? Unanswered => _open is { } open ? (open.Person, open.Revision) : null;

    /// <summary>Answers with 200 so far.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>Answers other than 200: the server was there, and could not take it. By status.</summary>
    public IReadOnlyDictionary<int, int> Refused() => _refused;

    /// <summary>A number of them, each with a seed of its own.</summary>
    public static CrashWriter[] Several(int count, Random random) =>
        [.. Enumerable.Range(0, count).Select(index => new CrashWriter(string.Create(CultureInfo.InvariantCulture, $"w{index}"), new Random(random.Next())))];

    /// <summary>Sends until it is told to stop, or the server is gone.</summary>
    public async Task RunAsync(HttpClient http, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _open ??= Next();
            if (!await TrySendAsync(http)) return;
        }
    }

    /// <summary>Sends what was not answered again, and the last that was answered as well: the answer is the first one, byte by byte.</summary>
    public async Task ResendAsync(HttpClient http)
    {
        if (_last is { } last)
        {
            (HttpStatusCode status, string body) = await PostAsync(http, last.Open);
            ProofFailedException.Unless(
                status == HttpStatusCode.OK && string.Equals(body, last.Body, StringComparison.Ordinal),
                () => $"{name}: the bundle {last.Open.Key}, sent again, was answered with {status} and\n{body}\nand first with\n{last.Body}");
        }

        while (_open is not null) ProofFailedException.Unless(await TrySendAsync(http), () => $"{name}: the server was gone while nobody killed it.");
    }

    private Open Next()
    {
        if (_people.Count > 0 && random.Next(4) == 0)
        {
            Person old = _people[random.Next(_people.Count)];
            return new Open(old.Name, old.Revision + 1);
        }

        return new Open(string.Create(CultureInfo.InvariantCulture, $"{name}x{_people.Count}"), 1);
    }

    /// <summary>False when the connection broke before the answer was whole.</summary>
    private async Task<bool> TrySendAsync(HttpClient http)
    {
        Open open = _open!;
        HttpStatusCode status;
        string body;
        try
        {
            (status, body) = await PostAsync(http, open);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }

        if (status == HttpStatusCode.OK)
        {
            Acknowledge(open, body);
            return true;
        }

        // The server's fault is borne and the bundle sent again; a refusal of its content is a failure of the run.
        ProofFailedException.Unless((int)status >= 500, () => $"{name}: {open.Key} was refused with {status}: {body}");
        _refused.AddOrUpdate((int)status, 1, (_, count) => count + 1);
        await Task.Delay(50);
        return true;
    }

    private void Acknowledge(Open open, string body)
    {
        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement entries = answer.RootElement.GetProperty("entry");
        // Done twice, an entry would be at another version; done before under no receipt, it would be 200 at the first.
        string expected = open.Revision == 1 ? "201" : "200";
        string version = string.Create(CultureInfo.InvariantCulture, $"/_history/{open.Revision}");
        JsonElement[] responses = [.. entries.EnumerateArray().Select(entry => entry.GetProperty("response")).Where(response => response.TryGetProperty("location", out _))];
        ProofFailedException.Unless(
            responses.Length == PersonBundle.Entries && responses.All(response =>
                response.GetProperty("status").GetString()!.StartsWith(expected, StringComparison.Ordinal) && response.GetProperty("location").GetString()!.EndsWith(version, StringComparison.Ordinal)),
            () => $"{name}: {open.Key} was to be answered with {expected} and {version} in each entry, and was with\n{body}");

        if (open.Revision == 1) _people.Add(new Person(open.Person));
        Person person = _people.Single(one => one.Name == open.Person);
        person.Revision = open.Revision;
        person.Locations.AddRange(responses.Select(response => response.GetProperty("location").GetString()!));
        Acknowledged++;
        _last = new Answered(open, body);
        _open = null;
    }

    /// <summary>The answer's text, without the address at which the server happened to listen.</summary>
    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient http, Open open)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/fhir");
        request.Content = new ByteArrayContent(PersonBundle.Write(open.Person, open.Revision)) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", open.Key);
        using HttpResponseMessage answer = await http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body.Replace(http.BaseAddress!.GetLeftPart(UriPartial.Authority), "", StringComparison.Ordinal));
    }

    private sealed record Open(string Person, int Revision)
    {
        public string Key => string.Create(CultureInfo.InvariantCulture, $"{Person}-{Revision}");
    }

    private sealed record Answered(Open Open, string Body);
}

/// <summary>Somebody whom a writer reports.</summary>
internal sealed class Person(string name)
{
    /// <summary>As in the identifiers.</summary>
    public string Name { get; } = name;

    /// <summary>The last acknowledged revision, from 1.</summary>
    public int Revision { get; set; }

    /// <summary>Path of each acknowledged version of each resource, <c>/fhir/Type/id/_history/n</c>.</summary>
    public List<string> Locations { get; } = [];
}
