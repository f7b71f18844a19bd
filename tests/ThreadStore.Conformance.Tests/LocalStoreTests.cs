namespace ThreadStore.Conformance;

public sealed class LocalLifecycleTests : LifecycleConformance<LocalBackend>;

public sealed class LocalAppendTests : AppendConformance<LocalBackend>;

public sealed class LocalFactsTests : FactsConformance<LocalBackend>;

public sealed class LocalMetadataTests : MetadataConformance<LocalBackend>;

public sealed class LocalLabelTests : LabelConformance<LocalBackend>;

public sealed class LocalHistoryTests : HistoryConformance<LocalBackend>;

public sealed class LocalListTests : ListConformance<LocalBackend>;

public sealed class LocalListFilterTests : ListFilterConformance<LocalBackend>;

public sealed class LocalPositionTests : PositionConformance<LocalBackend>;

public sealed class LocalSharingTests : SharingConformance<LocalBackend>;

public sealed class LocalTurnTests : TurnConformance<LocalBackend>;

public sealed class LocalSearchTests : SearchConformance<LocalBackend>;

public sealed class LocalArchiveTests : ArchiveConformance<LocalBackend>;

public sealed class LocalDeleteTests : DeleteConformance<LocalBackend>;

public sealed class LocalForkTests : ForkConformance<LocalBackend>;
