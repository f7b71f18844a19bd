using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using SQLitePCL;
using ThreadStore.Projection;
using ThreadStore.Sqlite;

namespace ThreadStore.Queries;

/// <summary>Answers questions from the index as it was last committed. Any thread; each call has a connection of its own while it runs.</summary>
/// <remarks>
/// Before each answer one look tells whether a newer epoch exists; then it is opened. No statement outlives a call, so no reader pins the WAL.
/// Readers take no lock of the store and wait for none: what is locked is tried again some times and then reported.
/// </remarks>
internal sealed partial class IndexReader : IDisposable
{
    private const int MaxIdle = 8;
    private const int MaxAttempts = 50;
    private const int ReadOnlyRecovery = raw.SQLITE_READONLY | (1 << 8);
    private const int ReadOnlyCannotInit = raw.SQLITE_READONLY | (5 << 8);

    private readonly IndexFiles _files;
    private readonly ProjectionSchema? _host;
    private readonly bool _isReadOnlyPlace;
    private readonly UnsupportedException? _refusal;
    private readonly Lock _gate = new();
    private readonly Stack<ReadConnection> _idle = new(MaxIdle); // under _gate
    private bool _isDisposed; // under _gate

    /// <summary>Names what is read; nothing is opened yet.</summary>
    /// <param name="files">Where the index lies.</param>
    /// <param name="projection">What is projected; the built-in columns alone when null.</param>
    /// <param name="refusal">Why the index is not used, so that every question is answered by that; null when it is.</param>
    public IndexReader(IndexFiles files, ComposedProjection? projection = null, UnsupportedException? refusal = null)
        : this(files, isReadOnlyPlace: !NativeLock.IsWritable(files.Directory), projection) => _refusal = refusal;

    internal IndexReader(IndexFiles files, bool isReadOnlyPlace, ComposedProjection? projection = null)
    {
        _files = files;
        _host = projection?.Host?.Schema;
        _isReadOnlyPlace = isReadOnlyPlace;
        Origin = ListFingerprint.OfOrigin(files.Home, IndexSchema.Hash);
    }

    /// <summary>A question that is put to a connection; a type of its own, so that asking costs no closure.</summary>
    private interface IQuestion<out TAnswer>
    {
        public TAnswer Ask(ReadConnection connection);
    }

    /// <summary>Nobody can write where the index lies, as of the open.</summary>
    public bool IsReadOnlyPlace => _isReadOnlyPlace;

    /// <summary>For verbs that mean nothing without an index.</summary>
    /// <exception cref="UnsupportedException">The index is not used.</exception>
    public void ThrowIfRefused()
    {
        if (_refusal is not null)
        {
            throw _refusal.Copy();
        }
    }

    /// <summary>Closes idle connections to epochs that were replaced, so that their files can be deleted before anybody asks again.</summary>
    public void CloseStale()
    {
        lock (_gate)
        {
            for (var left = _idle.Count; left > 0 && _idle.TryPop(out var connection); left--)
            {
                if (connection.IsCurrent)
                {
                    // They are all of one epoch but in the moment of a change; the others are looked at when they are next taken.
                    _idle.Push(connection);
                    return;
                }

                connection.Dispose();
            }
        }
    }

    /// <summary>Closes the connections that are idle; those in use close when their calls end.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_idle.TryPop(out var connection))
            {
                connection.Dispose();
            }
        }
    }

    private TAnswer Answer<TQuestion, TAnswer>(in TQuestion question)
        where TQuestion : struct, IQuestion<TAnswer>
    {
        ThrowIfRefused();
        var spinner = default(SpinWait);
        for (var attempt = 1; ; attempt++)
        {
            ReadConnection? connection = null;
            try
            {
                connection = Rent();
                var answer = question.Ask(connection);
                Return(connection);
                return answer;
            }
            catch (SqliteException e)
            {
                var isReplaced = connection is not null && !connection.IsCurrent;
                connection?.Dispose();
                if (attempt >= MaxAttempts || !(isReplaced || IsPassing(e.Code)))
                {
                    throw Fault(e.Code, e.Message, e);
                }

                spinner.SpinOnce();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                connection?.Dispose();
                throw Fault(raw.SQLITE_CANTOPEN, e.Message, e);
            }
            catch
            {
                connection?.Dispose();
                throw;
            }
        }
    }

    private ReadConnection Rent()
    {
        while (TryTakeIdle(out var connection))
        {
            if (connection.IsCurrent)
            {
                return connection;
            }

            connection.Dispose();
        }

        return ReadConnection.TryOpenNewest(_files, _isReadOnlyPlace, _host)
            ?? throw Fault(raw.SQLITE_CANTOPEN, $"there is none yet in {_files.Directory}");
    }

    private bool TryTakeIdle([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ReadConnection? connection)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _idle.TryPop(out connection);
        }
    }

    private void Return(ReadConnection connection)
    {
        lock (_gate)
        {
            if (!_isDisposed && _idle.Count < MaxIdle)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>What goes away by itself: somebody recovers, closes or replaces the file just now.</summary>
    private static bool IsPassing(int code) =>
        SqliteResult.IsBusy(code) || SqliteResult.IsMoved(code) || code is ReadOnlyRecovery or ReadOnlyCannotInit || (code & 0xff) == raw.SQLITE_SCHEMA;

    private static StorageFaultException Fault(int code, string message, Exception? inner = null) =>
        new(StoragePart.Index, StorageOutcome.NotAccepted, position: null, code, $"index: {message}", inner);
}
