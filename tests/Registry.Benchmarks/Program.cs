using System.Globalization;
using BenchmarkDotNet.Running;
using Registry.Benchmarks;
using Registry.Benchmarks.Calibration;
using Registry.Benchmarks.Delivery;
using Registry.Benchmarks.Faults;
using Registry.Benchmarks.Load;

// dotnet run -c Release --project tests/Registry.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/Registry.Benchmarks -- start-up [runs]
// dotnet run -c Release --project tests/Registry.Benchmarks -- ratios
// dotnet run -c Release --project tests/Registry.Benchmarks -- rules
// dotnet run -c Release --project tests/Registry.Benchmarks -- load [--resources 10000,1000000] [--connections 8] [--seconds 10]
// dotnet run -c Release --project tests/Registry.Benchmarks -- read [--engine sqlite|postgres] [--connections 8] [--seconds 5] [--rounds 5]
// dotnet run -c Release --project tests/Registry.Benchmarks -- soak [--minutes 10] [--rate 20]
// dotnet run -c Release --project tests/Registry.Benchmarks -- bytes [--bundles 2000]
// dotnet run -c Release --project tests/Registry.Benchmarks -- streaming [--bundles 2200] [--rounds 7]
// dotnet run -c Release --project tests/Registry.Benchmarks -- search [--patients 1000,64000] [--rounds 25] [--engine sqlite|postgres]
// dotnet run -c Release --project tests/Registry.Benchmarks -- reports [subjects]
// dotnet run -c Release --project tests/Registry.Benchmarks -- report-scale [--folder path] [--invented 2000] [--copies 50] [--only report] [--rounds 3] [--asof]
// dotnet run -c Release --project tests/Registry.Benchmarks -- calibration [seeds] [threads]
// dotnet run -c Release --project tests/Registry.Benchmarks -- delivery [--bundles 2000] [--seconds 15] [--rate 10]
// dotnet run -c Release --project tests/Registry.Benchmarks -- faults [--engine sqlite|postgres] [--kills 50]
// dotnet run -c Release --project tests/Registry.Benchmarks -- faults --transactions [--each 10000]
switch (args)
{
    case ["start-up-once"]:
        return StartUp.Once();
    case ["start-up", .. var rest]:
        return StartUp.Repeat(rest is [var runs] ? int.Parse(runs, CultureInfo.InvariantCulture) : 11);
    case ["ratios"]:
        return Ratios.Run();
    case ["rules"]:
        return RuleCost.Run();
    case ["load", .. var options]:
        return await LoadRun.RunAsync(options);
    case ["read", .. var options]:
        return await ReadRun.RunAsync(options);
    case ["read-empty", var file]:
        return await ReadRun.ServeAsync(file);
    case ["soak", .. var options]:
        return await SoakRun.RunAsync(options);
    case ["bytes", .. var options]:
        return await BytesRun.RunAsync(options);
    case ["streaming", .. var options]:
        return await StreamingRun.RunAsync(options);
    case ["search", .. var options]:
        return await SearchRun.RunAsync(options);
    case ["reports", .. var rest]:
        return await ReportRun.RunAsync(rest is [var subjects] ? int.Parse(subjects, CultureInfo.InvariantCulture) : 1_000);
    case ["report-scale", .. var options]:
        return await ReportScale.RunAsync(options);
    case ["calibration", .. var rest]:
        return await CalibrationRun.RunAsync(rest is [var seeds, ..] ? int.Parse(seeds, CultureInfo.InvariantCulture) : 200, rest is [_, var threads] ? int.Parse(threads, CultureInfo.InvariantCulture) : 1);
    case ["delivery", .. var options]:
        return await DeliveryRun.RunAsync(options);
    case ["faults", .. var options]:
        return await FaultRun.RunAsync(options);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ReportRun).Assembly).Run(args);
        return 0;
}
