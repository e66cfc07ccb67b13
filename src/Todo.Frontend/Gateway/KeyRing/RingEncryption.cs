using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>Seals the secret part of a ring element before it leaves this process.</summary>
internal sealed class RingEncryptor(RingKeys keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(keys.Encrypt(plain))), typeof(RingDecryptor));
    }
}

/// <summary>Opens what <see cref="RingEncryptor"/> sealed. Its name is stored with each element: never rename or move it.</summary>
public sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<RingKeys>().Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
