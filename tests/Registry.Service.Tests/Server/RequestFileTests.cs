using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>The request files beside the server, run as they stand, so that they stay true; and every route of the server stands in one.</summary>
public sealed partial class RequestFileTests
{
    private static readonly string Folder = Repository.Path("src", "Registry.Server", "Requests");

    [Fact]
    public async Task Every_request_of_the_files_gets_the_status_that_it_expects()
    {
        using TemporaryFolder folder = new();
        await using RegistryProcess server = await RegistryProcess.StartAsync(folder.Path);
        List<string> wrong = [];
        int count = 0;
        foreach (FileRequest request in new[] { "fhir.http", "operations.http", "events.http", "reports.http", "health.http" }.SelectMany(Read))
        {
            count++;
            using HttpRequestMessage message = request.ToMessage();
            using HttpResponseMessage answer = await server.Client.SendAsync(message, TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode != request.Expected)
            {
                wrong.Add($"{request.Title}: {(int)answer.StatusCode} instead of {request.Expected}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(Directory.GetFiles(Folder, "*.http").Sum(file => RequestTitle().Count(File.ReadAllText(file))), count);
    }

    [Fact]
    public async Task Every_route_stands_in_a_request_file()
    {
        using TemporaryFolder folder = new();
        await using RunningRegistry registry = await RunningRegistry.StartAsync(folder.Path);
        FileRequest[] requests = [.. Directory.GetFiles(Folder, "*.http").Select(file => Path.GetFileName(file)!).SelectMany(Read)];
        List<string> missing = [];
        foreach (RouteEndpoint route in registry.Routes)
        {
            string pattern = "^/" + Regex.Replace(route.RoutePattern.RawText!.Trim('/').Replace("$", @"\$", StringComparison.Ordinal), @"\{\*\*[^}]*\}", ".+", RegexOptions.None, TimeSpan.FromSeconds(1));
            pattern = Regex.Replace(pattern, @"\{[^}]*\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1)) + "$";
            IEnumerable<string> methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Where(method => method != "HEAD") ?? ["GET"];
            missing.AddRange(methods
                .Where(method => !requests.Any(request => request.Method == method && Regex.IsMatch(request.Path.Split('?')[0], pattern, RegexOptions.None, TimeSpan.FromSeconds(1))))
                .Select(method => $"{method} {route.RoutePattern.RawText}"));
        }

        Assert.Empty(missing);
    }

    private static IEnumerable<FileRequest> Read(string file)
    {
        string text = File.ReadAllText(Path.Combine(Folder, file));
        foreach (string part in RequestTitle().Split(text).Skip(1)) yield return FileRequest.Parse(part);
    }

    [GeneratedRegex("^### ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RequestTitle();

    private sealed record FileRequest(string Title, int Expected, string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
    {
        public static FileRequest Parse(string text)
        {
            string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
            int expected = int.Parse(lines.Single(line => line.StartsWith("# expect ", StringComparison.Ordinal))["# expect ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            int start = Array.FindIndex(lines, 1, line => line.Length > 0 && line[0] != '#');
            string[] first = lines[start].Split(' ');
            int blank = Array.FindIndex(lines, start, line => line.Length == 0);
            if (blank < 0) blank = lines.Length;
            IEnumerable<(string, string)> headers = lines[(start + 1)..blank].Select(line => (line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));
            string body = string.Join('\n', lines[Math.Min(blank + 1, lines.Length)..]).Trim();
            byte[] bytes = body.StartsWith("< ", StringComparison.Ordinal) ? File.ReadAllBytes(System.IO.Path.Combine(Folder, body[2..])) : Encoding.UTF8.GetBytes(body);
            return new FileRequest(lines[0], expected, first[0], first[1].Replace("{{host}}", "", StringComparison.Ordinal), [.. headers], bytes);
        }

        public HttpRequestMessage ToMessage()
        {
            HttpRequestMessage message = new(new HttpMethod(Method), Path);
            if (Body.Length > 0) message.Content = new ByteArrayContent(Body);
            foreach ((string name, string value) in Headers)
            {
                if (name == "Content-Type") message.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
                else message.Headers.TryAddWithoutValidation(name, value);
            }

            return message;
        }
    }
}
