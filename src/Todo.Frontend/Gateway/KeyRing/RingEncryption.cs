using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Todo.Frontend.Gateway.KeyRing;

/// <summary>Seals the secret part of a ring element before it leaves this process.</summary>
internal sealed class RingEncryptor(RingKeys keys) : IXmlEncryptor
{
    /// <summary>The name of the part of an element that is sealed.</summary>
    public const string Sealed = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(new XElement(Sealed, Convert.ToBase64String(keys.Encrypt(plain))), typeof(RingDecryptor));
    }
}

/// <summary>Opens what <see cref="RingEncryptor"/> sealed. Its name is stored with each element: never rename or move it.</summary>
public sealed class RingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<RingKeys>().Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
