using System;
using System.CommandLine;
using ThreadStore.Simulation;

var first = new Option<int>("--from") { Description = "The first seed." };
var count = new Option<int>("--count") { Description = "How many seeds.", DefaultValueFactory = static _ => 2000 };
var jobs = new Option<int>("--jobs") { Description = "Processes that share them.", DefaultValueFactory = static _ => Environment.ProcessorCount };
var run = new Command("run", "Runs a range of seeds and checks the laws after each boot of each.") { first, count, jobs };
run.SetAction((parsed, stop) => SeedJobs.RunAsync(parsed.GetValue(first), parsed.GetValue(count), parsed.GetValue(jobs), stop));

var known = new Command("known", "Runs the seeds that have found defects, in this process; run does so first.");
known.SetAction(static _ => SeedRange.RunKnownAsync());

var range = new Command("range", "Runs a range of seeds in this process.") { first, count };
range.Hidden = true;
range.SetAction(parsed => SeedRange.RunAsync(parsed.GetValue(first), parsed.GetValue(count)));

var seed = new Argument<int>("seed") { Description = "The seed." };
var trace = new Option<bool>("--trace") { Description = "Print every verb and every operation." };
var replay = new Command("replay", "Runs one seed, twice, and says whether both runs were the same.") { seed, trace };
replay.SetAction(parsed => SeedRange.ReplayAsync(parsed.GetValue(seed), parsed.GetValue(trace)));

var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = static _ => 10 };
var soak = new Command("soak", "Runs new seeds until the time is over.") { minutes, first, jobs };
soak.SetAction((parsed, stop) => SeedJobs.SoakAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(first), parsed.GetValue(jobs), stop));

var root = new RootCommand("Plays seeded schedules of verbs, steps, faults, kills and power losses against a store, and checks after each boot that nothing is lost.")
{
    run, replay, soak, known, range,
};
return await root.Parse(args).InvokeAsync();
