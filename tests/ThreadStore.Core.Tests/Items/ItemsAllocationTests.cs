using Xunit;

namespace ThreadStore.Items;

public class ItemsAllocationTests
{
    [Fact]
    public void Read_UsualLines_AllocatesNothing()
    {
        var file = Samples.Read(Samples.First);
        Allocation.AssertNone(() =>
        {
            var reader = new LineReader(file, 0);
            while (reader.Read(out _) == LineStatus.Line)
            {
            }
        });
    }

    [Fact]
    public void Read_UnusualLines_AllocatesNothing()
    {
        var file = "\0{\"type\":\"compacted\",\"payload\":{}}{ \"type\":\"compacted\",\"payload\":[] }\r\n\n \n[]\n"u8.ToArray();
        Allocation.AssertNone(() =>
        {
            var reader = new LineReader(file, 0);
            while (reader.Read(out _) != LineStatus.End)
            {
            }
        });
    }

    [Fact]
    public void Write_Line_AllocatesNothing()
    {
        var destination = new byte[512];
        Allocation.AssertNone(() => LineWriter.Write(destination, 1_795_241_290_743, 7, ItemType.ResponseItem, "{\"a\":1}"u8, "{\"b\":2}"u8));
    }

    [Fact]
    public void Judge_Payload_AllocatesNothing()
    {
        var payload = "{\"turn_id\":\"t\",\"item\":{\"type\":\"Plan\"},\"type\":\"item_completed\"}"u8.ToArray();
        Allocation.AssertNone(() =>
        {
            Assert.True(PayloadCheck.IsPlausibleObject(payload));
            Assert.True(PersistencePolicy.IsPersisted(ItemKind.EventMsg, payload, HistoryMode.Legacy));
        });
    }

    [Fact]
    public void FromUtf8_KnownName_AllocatesNothing() => Allocation.AssertNone(() => ItemType.FromUtf8("token_usage_record"u8));
}
