using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ThreadStore.History;

namespace ThreadStore.Cli.Replay;

/// <summary>One rollout to replay, read as a stream by the store's own reader. Bad lines are noted and left out.</summary>
internal sealed class SourceRollout : IDisposable
{
    private readonly HistoryReader _reader;
    private readonly ItemTypeNames _types;
    private readonly SourceNotes _notes;
    private byte[] _block = [];
    private byte[]? _oldId;
    private byte[]? _newId;
    private long _badLines;

    private SourceRollout(string path, ItemTypeNames types, SourceNotes notes)
    {
        Path = path;
        _types = types;
        _notes = notes;
        // The store's files are never links, and its reader follows none; a source may be one.
        _reader = HistoryReader.Open(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        Length = new FileInfo(path).Length;
    }

    internal string Path { get; }

    /// <summary>The length of the file when it was opened.</summary>
    internal long Length { get; }

    /// <summary>How far the file has been read.</summary>
    internal long Position => _reader.Position.Offset;

    /// <summary>Where the line that was read last starts.</summary>
    internal long LineOffset { get; private set; }

    /// <summary>The thread that it becomes.</summary>
    internal ThreadId Id { get; private set; }

    /// <summary>The line that it starts with.</summary>
    internal RolloutItem SessionMeta { get; private set; }

    /// <summary>
    /// Opens all of them, and reads their first lines. One that was found below a directory and cannot be replayed is noted and left out.
    /// </summary>
    /// <exception cref="UsageException">One that was named is not a rollout, or of the same thread as another.</exception>
    internal static List<SourceRollout> OpenAll(IEnumerable<SourceFile> files, SourceNotes notes)
    {
        var types = new ItemTypeNames();
        var sources = new List<SourceRollout>();
        var seen = new Dictionary<ThreadId, string>();
        try
        {
            foreach (var file in files)
            {
                try
                {
                    sources.Add(OpenNew(file.Path, seen, types, notes));
                }
                catch (Exception bad) when (!file.IsNamed && IsOfTheFile(bad))
                {
                    notes.SkippedFile(bad.Message);
                }
            }
        }
        catch
        {
            sources.ForEach(static source => source.Dispose());
            throw;
        }

        return sources;
    }

    private static SourceRollout OpenNew(string path, Dictionary<ThreadId, string> seen, ItemTypeNames types, SourceNotes notes)
    {
        var source = Open(path, types, notes);
        if (seen.TryAdd(source.Id, path))
        {
            return source;
        }

        source.Dispose();
        throw new UsageException($"{path} and {seen[source.Id]} are of one thread: {source.Id}");
    }

    private static bool IsOfTheFile(Exception bad) => bad is UsageException or ThreadStoreException or IOException or UnauthorizedAccessException;

    /// <summary>Opens a rollout and reads its first line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="types">Shared by all sources of a replay.</param>
    /// <param name="notes">Where it is told what is left out.</param>
    /// <param name="newId">The id to put in the place of the file's own, wherever that stands; null = keep it.</param>
    /// <exception cref="UsageException">The first line is not a session_meta.</exception>
    internal static SourceRollout Open(string path, ItemTypeNames types, SourceNotes notes, ThreadId? newId = null)
    {
        var source = new SourceRollout(path, types, notes);
        try
        {
            source.ReadSessionMeta(newId);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The next line; its bytes are valid until the next read.</summary>
    internal bool TryRead(out RolloutItem item)
    {
        while (_reader.Read(out var line))
        {
            LineOffset = line.Offset;
            NoteBadLines(line.Offset);
            try
            {
                item = ToItem(line);
                return true;
            }
            catch (InvalidRequestException unknown)
            {
                NoteLine(unknown.Message);
            }
        }

        NoteBadLines(_reader.Position.Offset);
        if (_reader.Position.Offset < Length)
        {
            _notes.Skipped(Path, $"{Length - _reader.Position.Offset} bytes after the last line feed, at offset {_reader.Position.Offset}");
        }

        item = default;
        return false;
    }

    /// <summary>Notes that the line that was read last is left out.</summary>
    internal void NoteLine(string reason) => _notes.Skipped(Path, $"the line at offset {LineOffset} ({reason})");

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void ReadSessionMeta(ThreadId? newId)
    {
        if (!TryRead(out var first) || !first.Type.Equals(ItemType.SessionMeta) || !TryReadId(first.Payload.Span, out var id))
        {
            throw new UsageException($"{Path} is not a rollout: its first line is not a session_meta with the thread's id");
        }

        if (newId is { } wanted)
        {
            _oldId = Encoding.ASCII.GetBytes(id.ToString());
            _newId = Encoding.ASCII.GetBytes(wanted.ToString());
            PutNewId(_block);
            id = wanted;
        }

        Id = id;
        SessionMeta = first;
        // It outlives the next read: the block stays with it.
        _block = [];
    }

    private static bool TryReadId(ReadOnlySpan<byte> payload, out ThreadId id)
    {
        id = default;
        try
        {
            var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = Output.JsonText.MaxDepth });
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("id"u8))
                {
                    json.Read();
                    return json.TokenType is JsonTokenType.String && ThreadId.TryParse(json.GetString(), out id);
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return false;
        }

        return false;
    }

    // The reader's spans live until its next read, and an item needs memory: the parts are copied side by side.
    private RolloutItem ToItem(in HistoryLine line)
    {
        var type = _types.Find(line.TypeName);
        var payload = line.Payload.Length;
        var length = payload + line.Metadata.Length;
        if (_block.Length < length)
        {
            _block = new byte[Math.Max(4096, length * 2)];
        }

        line.Payload.CopyTo(_block);
        line.Metadata.CopyTo(_block.AsSpan(payload));
        PutNewId(_block.AsSpan(0, length));
        return RolloutItem.FromLog(
            type,
            _block.AsMemory(0, payload),
            _block.AsMemory(payload, length - payload),
            line.Timestamp?.ToUnixTimeMilliseconds() ?? long.MinValue,
            line.Ordinal ?? -1);
    }

    // Both have the same length: everything else stays where it was.
    private void PutNewId(Span<byte> text)
    {
        for (int at; _oldId is not null && (at = text.IndexOf(_oldId)) >= 0; text = text[(at + _oldId.Length)..])
        {
            _newId.CopyTo(text[at..]);
        }
    }

    private void NoteBadLines(long before)
    {
        if (_reader.BadLines > _badLines)
        {
            var count = _reader.BadLines - _badLines;
            _notes.Skipped(Path, count == 1 ? $"a bad line before offset {before}" : $"{count} bad lines before offset {before}");
            _badLines = _reader.BadLines;
        }
    }
}
