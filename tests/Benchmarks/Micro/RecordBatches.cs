using System.Text;
using Compliance.Kafka.Records;

namespace Compliance.Benchmarks.Micro;

/// <summary>The data of the micro figures: payment records of 1 KB as JSON, and batches of them.</summary>
internal static class RecordBatches
{
    /// <summary>A payment of 1,024 bytes with a card number and an e-mail address.</summary>
    public static byte[] Payment(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder("{\"id\":").Append(number)
            .Append(",\"card\":\"411111111111").Append(random.Next(1000, 10_000))
            .Append("\",\"person\":{\"name\":\"Jo Example\",\"email\":\"jo").Append(number).Append("@shop.example\"},\"amount\":").Append(random.Next(1, 100_000))
            .Append(",\"items\":[");
        while (text.Length < 900)
            text.Append("{\"sku\":\"").Append(random.NextInt64().ToString("x16")).Append("\",\"count\":").Append(random.Next(1, 9)).Append("},");
        text.Append("0],\"note\":\"");
        return Encoding.UTF8.GetBytes(text.Append('.', 1022 - text.Length).Append("\"}").ToString());
    }

    /// <summary>A batch of payments, uncompressed as a template and then rebuilt into the codec.</summary>
    public static byte[] Batch(CompressionType codec, int records) => BatchTemplate.Encode(codec, [.. Enumerable.Range(0, records).Select(Payment)]);
}
