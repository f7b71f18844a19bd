using System;
using System.IO;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <content>Opening, re-opening and replacing the file; everything here runs under the store lock.</content>
internal sealed partial class SqliteIndexWriter
{
    private const int OpenRounds = 3;

    private SqliteConnection? _connection;
    private volatile IndexEpoch? _epoch;
    private SqliteStatement? _begin;
    private SqliteStatement? _commit;
    private SqliteStatement? _rollback;

    /// <summary>The file is damaged: the next batch makes a new epoch. Volatile, because readers report from their own threads.</summary>
    private volatile bool _isDistrusted;

    /// <summary>The file is not the one that the path names: the next batch opens anew.</summary>
    private bool _isStale;

    /// <summary>The open connection, for tests that look behind the seam.</summary>
    internal SqliteConnection ConnectionForTests => _connection!;

    /// <inheritdoc/>
    public void Distrust(long epoch)
    {
        if (epoch != 0 && epoch == Epoch)
        {
            _isDistrusted = true;
        }
    }

    /// <inheritdoc/>
    public void Supersede() => _isStale = _connection is not null;

    /// <summary>Makes sure that the newest, whole file is open; false when somebody is in the way just now.</summary>
    private bool EnsureOpenLocked()
    {
        if (_connection is not null)
        {
            if (!_isDistrusted && !_isStale && _epoch!.IsWhole())
            {
                return true;
            }

            Abandon();
        }

        for (var round = 0; round < OpenRounds; round++)
        {
            var epoch = IndexEpoch.TryOpenNewest(_files) ?? CreateEpoch(atLeast: 0);
            try
            {
                Connect(epoch);
                return true;
            }
            catch (SqliteException e) when (SqliteResult.IsBusy(e.Code))
            {
                Close();
                return false;
            }
            catch (SqliteException e) when (round < OpenRounds - 1 && IsUnusable(e.Code))
            {
                // Another program's file, half a file, noise: it keeps its name and its bytes, and the next epoch takes over.
                _isDistrusted = true;
                Abandon();
            }
        }

        throw new IOException("the index was replaced again and again");
    }

    /// <summary>
    /// Leaves the open file for good. While it still is the newest, what made us leave is the file itself or a companion that was removed,
    /// so the next epoch is made: everybody else has to leave it too.
    /// </summary>
    private void Abandon()
    {
        var number = _epoch!.Number;
        var isNewest = _epoch.IsCurrent();
        var isDamaged = _isDistrusted;
        Close();
        if (!isNewest)
        {
            return;
        }

        if (isDamaged)
        {
            _files.MarkCorrupt(number);
        }

        CreateEpoch(number).Dispose();
    }

    private IndexEpoch CreateEpoch(long atLeast)
    {
        _files.CreateDirectories();
        var number = _files.NextEpoch(atLeast);
        IndexSchema.Create(_files, number, _machineBoot);
        return IndexEpoch.TryOpenNewest(_files) ?? throw new IOException($"{_files.DatabasePath(number)} vanished");
    }

    private void Connect(IndexEpoch epoch)
    {
        _epoch = epoch;
        var connection = SqliteConnection.Open(epoch.DatabasePath, SqliteOpenMode.ReadWrite);
        _connection = connection;
        IndexSchema.Configure(connection, isWriter: true);
        _begin = connection.Prepare("BEGIN IMMEDIATE"u8);
        _commit = connection.Prepare("COMMIT"u8);
        _rollback = connection.Prepare("ROLLBACK"u8);
        PrepareHost(connection);
        PrepareRows(connection);
        PrepareNames(connection);
        epoch.RememberCompanions();
        if (!epoch.IsCurrent())
        {
            throw new SqliteException(raw.SQLITE_BUSY, $"{epoch.DatabasePath} was replaced while it was opened");
        }

        _walLengthAtMost = epoch.WalLength;
        _pageSize = IndexSchema.ReadPageSize(connection);
        _walPages = (int)Math.Min(_walLengthAtMost / _pageSize, int.MaxValue);
        _hasSuperseded = !_files.DeleteSuperseded(epoch.Number);
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
        _epoch?.Dispose();
        _epoch = null;
        _isDistrusted = false;
        _isStale = false;
    }

    /// <summary>Also a missing table or column: the file was made by us and changed by somebody.</summary>
    private static bool IsUnusable(int code) => SqliteResult.IsCorrupt(code) || SqliteResult.IsMoved(code) || (code & 0xff) is raw.SQLITE_ERROR or raw.SQLITE_SCHEMA;
}
