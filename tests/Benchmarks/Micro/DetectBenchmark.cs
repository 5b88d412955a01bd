using System.Text;
using Compliance.Protect.Detection;

namespace Compliance.Benchmarks.Micro;

/// <summary>Detection in text: prose with now and then something to find, and the fields of an order, most of them numbers that are nothing.</summary>
internal static class DetectBenchmark
{
    public static void Run()
    {
        var detector = new TextDetector();
        foreach ((string name, string text) in new[]
        {
            ("prose", string.Concat(Enumerable.Repeat("The order was placed on Monday and the customer asked us to call back before noon, which we did. ", 10)) + "Pay with 4111 1111 1111 1111."),
            ("numbers", string.Concat(Enumerable.Repeat("""{"id":8213377,"at":"2027-01-02T10:15:00Z","amount":12.50,"sku":"A-19-77","qty":3,"ref":"123e4567-e89b-12d3-a456-426614174000"}""", 8))),
            ("much to find", string.Concat(Enumerable.Repeat("ada@shop.example 4111111111111111 GB82WEST12345698765432 192.168.12.34; ", 14))),
        })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            int found = 0;
            Meter.Run($"detect: {name}, {bytes.Length} bytes", bytes.Length, () => found += detector.Find(bytes).Length);
            if (found < 0)
                throw new InvalidOperationException("Nothing was counted.");
        }
    }
}
