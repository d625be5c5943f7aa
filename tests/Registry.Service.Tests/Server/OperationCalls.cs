using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Registry.Service.Tests.Server;

/// <summary>One server for a class of tests that leave what it holds as it is, or keep to subjects of their own.</summary>
public sealed class SharedRegistry : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal RunningRegistry Registry { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Registry = await RunningRegistry.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>How tests call operations.</summary>
internal static class OperationCalls
{
    /// <summary>POST of a Parameters resource.</summary>
    /// <param name="registry">The server.</param>
    /// <param name="path">Below <c>/fhir/</c>.</param>
    /// <param name="parameters">Name, and the rest of the parameter as JSON members, such as <c>"valueCode":"x"</c>.</param>
    public static Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(this RunningRegistry registry, string path, params (string Name, string Members)[] parameters) =>
        registry.PostAsync($"/fhir/{path}", Parameters(parameters));

    /// <summary>A Parameters resource.</summary>
    public static byte[] Parameters(params (string Name, string Members)[] parameters) => Encoding.UTF8.GetBytes(
        "{\"resourceType\":\"Parameters\"" + (parameters.Length == 0 ? "" : ",\"parameter\":[" + string.Join(',', parameters.Select(parameter => $"{{\"name\":\"{parameter.Name}\",{parameter.Members}}}")) + "]") + "}");

    /// <summary>The value of a parameter of the answer, as text; null when it is not there.</summary>
    public static string? Value(this JsonElement parameters, string name)
    {
        foreach (JsonElement parameter in parameters.GetProperty("parameter").EnumerateArray())
        {
            if (parameter.GetProperty("name").GetString() != name) continue;
            return parameter.EnumerateObject().Single(member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value.ToString();
        }

        return null;
    }

    /// <summary>The code of an outcome's first issue.</summary>
    public static string IssueCode(this JsonElement outcome) => outcome.GetProperty("issue")[0].GetProperty("code").GetString()!;

    /// <summary>The rule of each of an outcome's issues.</summary>
    public static string[] Rules(this JsonElement outcome) =>
        [.. outcome.GetProperty("issue").EnumerateArray().Select(issue => issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString()!)];
}
