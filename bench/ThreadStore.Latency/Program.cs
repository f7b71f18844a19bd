using System;
using System.CommandLine;
using ThreadStore.Latency.Commands;
using ThreadStore.Measuring;

var root = new RootCommand(
    "The latency of appends at a stated rate, from the intended start of each, beside a bare write(2) that is driven in the same way. Exit code 2: bad input, or a wrong answer.");
root.Subcommands.Add(PartCommand.Of(new Part(
    "rates", "1 k to 1 M appends a second, Written and Buffered", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.15), ScenarioParts.Rates)));
root.Subcommands.Add(PartCommand.Of(new Part(
    "threads", "1 to 10,000 live threads in turn, at 100 k appends a second", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.15), ScenarioParts.Threads)));
root.Subcommands.Add(PartCommand.Of(new Part(
    "durabilities", "Buffered, Written, Synced", TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(0.2), ScenarioParts.Durabilities)));
root.Subcommands.Add(PartCommand.Of(new Part(
    "projector", "The projector idle and busy, the database locked for 8 s of 10, the disk slow, at 100 k appends a second", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(0.25), ScenarioParts.Projector)));
root.Subcommands.Add(PartCommand.Of(new Part(
    "accounting", "Bytes written to log, WAL and database for each byte appended and for a turn, syncs, checkpoints", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.5), AccountingPart.Run)));
root.Subcommands.Add(PartCommand.TracedChild());
return await BenchTool.RunAsync(root, args, Console.Error).ConfigureAwait(false);
