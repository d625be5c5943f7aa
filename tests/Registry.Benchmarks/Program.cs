using System.Globalization;
using BenchmarkDotNet.Running;
using Registry.Benchmarks;

// dotnet run -c Release --project tests/Registry.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/Registry.Benchmarks -- start-up [runs]
switch (args)
{
    case ["start-up-once"]:
        return StartUp.Once();
    case ["start-up", .. var rest]:
        return StartUp.Repeat(rest is [var runs] ? int.Parse(runs, CultureInfo.InvariantCulture) : 11);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
