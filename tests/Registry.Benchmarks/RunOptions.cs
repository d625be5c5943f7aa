using System.Globalization;

namespace Registry.Benchmarks;

/// <summary>Options of a run, <c>--name value</c>.</summary>
internal sealed class RunOptions(string[] arguments)
{
    /// <summary>A number, or what holds without the option.</summary>
    public int Number(string name, int otherwise) => int.Parse(Text(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>A text, or what holds without the option.</summary>
    public string Text(string name, string otherwise) => Array.IndexOf(arguments, $"--{name}") is >= 0 and var at ? arguments[at + 1] : otherwise;

    /// <summary>Whether an option without a value stands there.</summary>
    public bool Has(string name) => Array.IndexOf(arguments, $"--{name}") >= 0;

    /// <summary>What an environment variable says of a service.</summary>
    /// <exception cref="InvalidOperationException">It is not set.</exception>
    public static string Service(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : throw new InvalidOperationException($"Set {variable}.");
}
