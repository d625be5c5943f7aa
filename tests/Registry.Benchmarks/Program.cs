using System.Globalization;
using BenchmarkDotNet.Running;
using Registry.Benchmarks;
using Registry.Benchmarks.Load;

// dotnet run -c Release --project tests/Registry.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/Registry.Benchmarks -- start-up [runs]
// dotnet run -c Release --project tests/Registry.Benchmarks -- load [--connections 8] [--seconds 10]
switch (args)
{
    case ["start-up-once"]:
        return StartUp.Once();
    case ["start-up", .. var rest]:
        return StartUp.Repeat(rest is [var runs] ? int.Parse(runs, CultureInfo.InvariantCulture) : 11);
    case ["load", .. var options]:
        return await LoadRun.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
