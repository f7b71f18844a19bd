using System;
using System.CommandLine;
using System.Linq;
using BenchmarkDotNet.Running;
using ThreadStore.Benchmarks;

const int CannotRun = 2;

switch (args)
{
    case ["compare-search", var home, var ripgrep, .. var terms]:
        return await SearchComparison.RunAsync(home, ripgrep, terms);
    case [BudgetCheck.Name, ..]:
        var parsed = new RootCommand("What one call costs, and what it allocates.") { BudgetCheck.Build() }.Parse(args);
        return parsed.Errors.Count == 0 ? parsed.Invoke() : Refuse(string.Join(Environment.NewLine, parsed.Errors.Select(static error => error.Message)));
}

BenchConfig config;
try
{
    config = new BenchConfig();
}
catch (ArgumentException e)
{
    return Refuse(e.Message);
}

// A benchmark whose answers are wrong throws in its set-up, and its report is none.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchConfig).Assembly).Run(args, config);
return summaries.Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? CannotRun : 0;

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return CannotRun;
}
