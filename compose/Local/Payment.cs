using System.Globalization;
using System.Text.Json;

namespace Compliance.Local;

/// <summary>One payment as the till rings it up. Everything in it is made up; its JSON is what travels.</summary>
internal sealed record Payment(string Id, string Person, string Email, string CardNumber, string CardCode, string Amount)
{
    public byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("person", Person);
            json.WriteString("email", Email);
            json.WriteStartObject("card");
            json.WriteString("number", CardNumber);
            json.WriteString("code", CardCode);
            json.WriteEndObject();
            json.WriteNumber("amount", decimal.Parse(Amount, CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
