using System.CommandLine;
using System.Globalization;
using System.Text;

namespace ThreadStore.Faults;

/// <summary>A writer that knows nothing of locks: appends whole lines to a log behind the store's back.</summary>
internal static class ForeignCommand
{
    internal static Command Build()
    {
        var file = new Option<string>("--file") { Description = "The log.", Required = true };
        var writer = new Option<int>("--writer") { Description = "The number of this writer.", Required = true };
        var lines = new Option<int>("--lines") { Description = "How many lines.", DefaultValueFactory = static _ => 200 };
        var command = new Command("foreign", "Appends lines to a log without any lock.") { file, writer, lines };
        command.SetAction(parsed =>
        {
            var log = Native.OpenForAppend(parsed.GetValue(file)!);
            for (var number = 1; number <= parsed.GetValue(lines); number++)
            {
                var payload = Encoding.UTF8.GetString(new Mark(parsed.GetValue(writer), 1, number).ToMessage());
                var head = string.Create(CultureInfo.InvariantCulture, $$"""{"timestamp":"2026-11-21T06:09:00.000Z","ordinal":{{number}},"type":"event_msg","payload":""");
                Native.Append(log, Encoding.UTF8.GetBytes(head + payload + "}\n"));
                new Report("append", "", number, IsSure: true).Send();
            }

            Native.Close(log);
            return 0;
        });
        return command;
    }
}
