using BenchmarkDotNet.Running;
using ThreadStore.Benchmarks;

if (args is ["compare-search", var home, var ripgrep, .. var terms])
{
    return await SearchComparison.RunAsync(home, ripgrep, terms);
}

BenchmarkSwitcher.FromAssembly(typeof(BenchConfig).Assembly).Run(args, new BenchConfig());
return 0;
