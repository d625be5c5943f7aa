using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/Registry.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
