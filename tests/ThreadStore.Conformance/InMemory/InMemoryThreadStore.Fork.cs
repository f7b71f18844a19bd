using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Conformance.InMemory;

/// <content>Fork: of a paginated thread by reference, of a legacy one by copy.</content>
public sealed partial class InMemoryThreadStore
{
    /// <inheritdoc/>
    public ValueTask<ILiveThread> ForkAsync(ThreadId parent, ForkThreadParams? parameters = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        parameters ??= new ForkThreadParams();
        if (parameters.Cwd is { } cwd && !Path.IsPathFullyQualified(cwd))
        {
            throw new InvalidRequestException($"the cwd must be absolute: {cwd}");
        }

        lock (_place.Gate)
        {
            CheckOpen();
            var (source, end) = FindPoint(Find(parent), parameters);
            var id = parameters.Id ?? ThreadId.New(_clock);
            CheckHasNoWriter(id);
            if (_place.Threads.ContainsKey(id))
            {
                throw new ConflictException($"thread {id} exists already");
            }

            var mode = ModeOf(source);
            var fork = new MemoryThread(id) { Base = mode is HistoryMode.Paginated ? source.Id : null, BaseEnd = end };
            var live = new InMemoryLiveThread(this, fork, mode, [FirstLineOf(parent, id, parameters), .. mode is HistoryMode.Legacy ? source.Lines[..end].Select(Copy) : []]);
            live.MaterialiseLocked();
            return new ValueTask<ILiveThread>(Register(live));
        }
    }

    // A position of the parent's own, or behind the end of a turn, which may be an ancestor's.
    private (MemoryThread Source, int End) FindPoint(MemoryThread parent, ForkThreadParams parameters)
    {
        if (parameters.At is not null && parameters.LastTurnId is not null)
        {
            throw new InvalidRequestException("a fork begins at a position or after a turn, not both");
        }

        if (parameters.LastTurnId is { } turn)
        {
            var (thread, _, index) = History(parent).LastOrDefault(one => IsEndOf(one.Line, turn));
            return thread is null ? throw new InvalidRequestException($"thread {parent.Id} has no turn {turn} that has ended") : (thread, index + 1);
        }

        var end = parameters.At ?? parent.End;
        return end.Thread == parent.Id && end.Offset > 0 && end.Offset <= parent.End.Offset
            ? (parent, (int)end.Offset)
            : throw new InvalidRequestException($"no line of thread {parent.Id} ends at {end}");
    }

    private static RolloutItem Copy(MemoryLine line) => RolloutItem.FromLog(
        ItemType.FromName(line.TypeName), line.Payload, line.Metadata, line.TimestampMs ?? long.MinValue, line.Ordinal ?? -1);

    private static bool IsEndOf(MemoryLine line, string turn)
    {
        using var json = JsonDocument.Parse(line.Payload);
        return line.TypeName == "event_msg" && json.RootElement.Text("type") is "task_complete" or "turn_aborted" && json.RootElement.Text("turn_id") == turn;
    }

    // The parent's own first line, with what differs.
    private RolloutItem FirstLineOf(ThreadId parent, ThreadId id, ForkThreadParams parameters)
    {
        var meta = JsonNode.Parse(Find(parent).Lines[0].Payload.Span)!.AsObject();
        meta["id"] = id.ToString();
        meta["forked_from_id"] = parent.ToString();
        meta["timestamp"] = _clock.GetUtcNow().UtcDateTime.ToString("O");
        foreach (var (key, value) in new[] { ("cwd", parameters.Cwd), ("source", parameters.Source), ("originator", parameters.Originator), ("cli_version", parameters.CliVersion) })
        {
            if (value is not null)
            {
                meta[key] = value;
            }
        }

        return new RolloutItem(ItemType.SessionMeta, Encoding.UTF8.GetBytes(meta.ToJsonString()));
    }
}
