using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ThreadStore.Docs.Guides;

/// <summary>The programs of docs/guides/organize.md.</summary>
internal static class OrganizeGuide
{
    internal static async Task<StoredThread> DescribeAsync(LocalThreadStore store, ThreadId id, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        await store.UpdateMetadataAsync(id, new ThreadMetadataPatch
        {
            Name = "Release notes",
            MemoryMode = "disabled",                     // or "enabled"
            GitBranch = "release/2.1",
            GitSha = MetadataField.Clear,                // as if nobody had ever said one
            Labels = new Dictionary<string, string?> { ["team"] = "core", ["ticket"] = null },      // null takes a label away
        }, cancellationToken);
        StoredThread row = store.Read(id);               // shows all of it
        // GUIDE: end
        return row;
    }

    internal static async Task<(StoredThread Archived, StoredThread Back)> ArchiveAsync(LocalThreadStore store, LiveThread thread, CancellationToken cancellationToken)
    {
        var id = thread.Id;
        // GUIDE: begin
        await thread.ShutdownAsync(cancellationToken: cancellationToken);       // who writes a thread ends that first
        await store.ArchiveAsync(id, cancellationToken);
        StoredThread archived = store.Read(id);                                 // still read, searched and renamed; not resumed
        await store.UnarchiveAsync(id, cancellationToken);
        // GUIDE: end
        return (archived, store.Read(id));
    }

    internal static async Task<DeleteReceipt> DeleteAsync(LocalThreadStore store, ThreadId id, Func<DeleteReceipt, bool> isSure, CancellationToken cancellationToken)
    {
        // GUIDE: begin
        DeleteReceipt plan = store.PlanDelete(id);       // changes nothing
        foreach (DeletedFile file in plan.Files)
        {
            Console.WriteLine($"{file.RelativePath}, {file.Bytes} bytes");
        }

        if (!isSure(plan))
        {
            return plan;
        }

        DeleteReceipt receipt = await store.DeleteAsync(id, cancellationToken);
        // GUIDE: end
        return receipt;
    }
}
