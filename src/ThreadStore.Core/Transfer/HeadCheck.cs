using System;
using System.Buffers;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Transfer;

/// <summary>Checks on the way of a rollout's bytes that they begin with the session_meta of its thread. Of a compressed one nobody can tell.</summary>
internal sealed class HeadCheck
{
    private readonly RolloutPath _path;
    private readonly ArrayBufferWriter<byte> _seen = new();
    private bool _isDone;

    internal HeadCheck(RolloutPath path)
    {
        _path = path;
        _isDone = path.IsCompressed;
    }

    /// <summary>Looks at the next bytes.</summary>
    /// <exception cref="InvalidRequestException">The first line is not the thread's session_meta.</exception>
    internal void Show(ReadOnlySpan<byte> bytes)
    {
        if (_isDone)
        {
            return;
        }

        _seen.Write(bytes);
        if (!bytes.Contains((byte)'\n'))
        {
            _isDone = _seen.WrittenCount <= RolloutReader.MaxLineBytes ? _isDone : throw NotItsOwn();
            return;
        }

        var reader = new LineReader(_seen.WrittenSpan, 0);
        switch (reader.Read(out var line))
        {
            case LineStatus.Line when line.Kind is ItemKind.SessionMeta && RolloutHead.Parse(line.Payload, _path.Text).Id == _path.Id:
                _isDone = true;
                _seen.Clear();
                break;
            case LineStatus.End:
                // Nothing but blank lines so far.
                break;
            default:
                throw NotItsOwn();
        }
    }

    /// <summary>All bytes were seen.</summary>
    /// <exception cref="InvalidRequestException">There was no first line.</exception>
    internal void End()
    {
        if (!_isDone)
        {
            throw NotItsOwn();
        }
    }

    private InvalidRequestException NotItsOwn() => new($"the archive holds {_path}, which does not begin with the session_meta of its thread");
}
