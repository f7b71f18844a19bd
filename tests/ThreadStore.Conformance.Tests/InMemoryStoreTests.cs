namespace ThreadStore.Conformance;

public sealed class InMemoryLifecycleTests : LifecycleConformance<InMemoryBackend>;

public sealed class InMemoryAppendTests : AppendConformance<InMemoryBackend>;

public sealed class InMemoryFactsTests : FactsConformance<InMemoryBackend>;

public sealed class InMemoryMetadataTests : MetadataConformance<InMemoryBackend>;

public sealed class InMemoryLabelTests : LabelConformance<InMemoryBackend>;

public sealed class InMemoryHistoryTests : HistoryConformance<InMemoryBackend>;

public sealed class InMemoryListTests : ListConformance<InMemoryBackend>;

public sealed class InMemoryListFilterTests : ListFilterConformance<InMemoryBackend>;

public sealed class InMemoryPositionTests : PositionConformance<InMemoryBackend>;

public sealed class InMemorySharingTests : SharingConformance<InMemoryBackend>;

public sealed class InMemoryTurnTests : TurnConformance<InMemoryBackend>;

public sealed class InMemorySearchTests : SearchConformance<InMemoryBackend>;

public sealed class InMemoryArchiveTests : ArchiveConformance<InMemoryBackend>;

public sealed class InMemoryDeleteTests : DeleteConformance<InMemoryBackend>;

public sealed class InMemoryForkTests : ForkConformance<InMemoryBackend>;
