using System.Diagnostics;
using System.Globalization;
using Registry.Fhir.Definitions;
using Registry.Fhir.Json;
using Registry.Fhir.Validation;

namespace Registry.Benchmarks;

/// <summary>Budget of issue 3: definitions and our package ready within 300 ms of a new process's first line.</summary>
/// <remarks>
/// A process starts once, so BenchmarkDotNet cannot repeat it: <c>start-up [runs]</c> starts this program again as <c>start-up-once</c>,
/// which prints one line of milliseconds, and gives the median, least and greatest of each column.
/// </remarks>
internal static class StartUp
{
    private static readonly string[] Columns = ["runtime started", "core pack read", "package read", "definitions joined", "validator made", "first verdict", "second verdict"];

    /// <summary>Runs in a new process each time and prints the table.</summary>
    public static int Repeat(int runs)
    {
        double[][] times = [.. Enumerable.Range(0, runs).Select(_ => Child())];
        Console.WriteLine("| until | median ms | least | greatest |");
        Console.WriteLine("|---|---|---|---|");
        for (int column = 0; column < Columns.Length; column++)
        {
            double[] sorted = [.. times.Select(row => row[column]).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Columns[column]} | {sorted[sorted.Length / 2]:F0} | {sorted[0]:F0} | {sorted[^1]:F0} |"));
        }

        return 0;
    }

    /// <summary>One cold start: milliseconds since the process began to the end of each step, in the order of the columns.</summary>
    public static int Once()
    {
        List<double> times = [SinceProcessStart()];
        DefinitionSet core = CoreDefinitions.Load();
        times.Add(SinceProcessStart());
        DefinitionPackage package;
        using (FileStream archive = File.OpenRead(Example.Package)) package = DefinitionPackage.Read("package.tgz", archive);
        times.Add(SinceProcessStart());
        DefinitionSet definitions = core.With(package);
        times.Add(SinceProcessStart());
        Validator validator = new(definitions);
        times.Add(SinceProcessStart());
        byte[] json = Example.Read();
        for (int round = 0; round < 2; round++)
        {
            double before = SinceProcessStart();
            using ResourceDocument document = ResourceDocument.Parse(json, validator.Names);
            if (validator.Validate(document, Example.Select) is not Verdict.Accepted) throw new InvalidOperationException("The example is refused.");
            times.Add(times[^1] + SinceProcessStart() - before);
        }

        Console.WriteLine(string.Join(' ', times.Select(time => time.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    private static double[] Child()
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, CommandLine()) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"The child ended with {child.ExitCode}.");
        return [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    // Under `dotnet program.dll` the process is dotnet, and the program its first argument.
    private static string[] CommandLine() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StartUp).Assembly.Location, "start-up-once"] : ["start-up-once"];

    private static double SinceProcessStart()
    {
        using Process self = Process.GetCurrentProcess();
        return (TimeProvider.System.GetUtcNow().UtcDateTime - self.StartTime.ToUniversalTime()).TotalMilliseconds;
    }
}
