using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using SQLitePCL;

namespace ThreadStore.Faults;

/// <summary>Holds the index of a home against everybody else until the standard input ends.</summary>
internal static class LockCommand
{
    internal static Command Build()
    {
        var home = new Option<string>("--home") { Description = "The home.", Required = true };
        var what = new Option<string>("--what") { Description = "database: a transaction that writes; store: the lock between stores.", DefaultValueFactory = static _ => "database" };
        what.AcceptOnlyFromAmong("database", "store");
        var command = new Command("lock", "Holds the index of a home until the standard input ends.") { home, what };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(home)!;
            using (IDisposable held = parsed.GetValue(what) == "store" ? HoldStore(folder) : new Transaction(folder))
            {
                new Report("locked").Send();
                _ = Console.In.ReadToEnd();
            }

            new Report("released").Send();
            return 0;
        });
        return command;
    }

    // A file that is opened for nobody else is locked by flock(2), as the store's own lock is.
    private static FileStream HoldStore(string home)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(home, "threadstore", "store.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Yield();
            }
        }
    }

    private sealed class Transaction : IDisposable
    {
        private readonly sqlite3 _connection;

        internal Transaction(string home)
        {
            Batteries_V2.Init();
            var path = Directory.GetFiles(home, "threadstore-*.sqlite").Single();
            Require(raw.sqlite3_open_v2(path, out _connection, raw.SQLITE_OPEN_READWRITE, null));
            int rc;
            while ((rc = raw.sqlite3_exec(_connection, "BEGIN IMMEDIATE")) == raw.SQLITE_BUSY)
            {
                Thread.Yield();
            }

            Require(rc);
        }

        public void Dispose()
        {
            Require(raw.sqlite3_exec(_connection, "ROLLBACK"));
            _connection.Dispose();
        }

        private static void Require(int rc)
        {
            if (rc != raw.SQLITE_OK)
            {
                throw new LawException($"SQLite says {rc}");
            }
        }
    }
}
