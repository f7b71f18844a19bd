namespace ThreadStore.Conformance;

public sealed class BareLifecycleTests : LifecycleConformance<BareBackend>;

public sealed class BareAppendTests : AppendConformance<BareBackend>;

public sealed class BareFactsTests : FactsConformance<BareBackend>;

public sealed class BareMetadataTests : MetadataConformance<BareBackend>;

public sealed class BareLabelTests : LabelConformance<BareBackend>;

public sealed class BareHistoryTests : HistoryConformance<BareBackend>;

public sealed class BareListTests : ListConformance<BareBackend>;

public sealed class BareListFilterTests : ListFilterConformance<BareBackend>;

public sealed class BarePositionTests : PositionConformance<BareBackend>;

public sealed class BareSharingTests : SharingConformance<BareBackend>;

public sealed class BareTurnTests : TurnConformance<BareBackend>;

public sealed class BareSearchTests : SearchConformance<BareBackend>;

public sealed class BareArchiveTests : ArchiveConformance<BareBackend>;

public sealed class BareDeleteTests : DeleteConformance<BareBackend>;

public sealed class BareForkTests : ForkConformance<BareBackend>;
