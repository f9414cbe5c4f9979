#include "client/zxing.h"

#include <ZXing/ReadBarcode.h>
#include <cstring>

static ZXing::Results read(const uint8_t *grey, unsigned width, unsigned height)
{
	const ZXing::ImageView view(grey, static_cast<int>(width), static_cast<int>(height), ZXing::ImageFormat::Lum);
	return ZXing::ReadBarcodes(view, ZXing::DecodeHints()
						 .setFormats(ZXing::BarcodeFormat::QRCode)
						 .setTryHarder(true)
						 .setTryRotate(true)
						 .setTryDownscale(true));
}

extern "C" size_t zxing_look(const uint8_t *grey, unsigned width, unsigned height, char text[ZXING_TEXT], size_t *length)
try {
	size_t different = 0;
	for (const ZXing::Result &result : read(grey, width, height)) {
		const ZXing::ByteArray &bytes = result.bytes();
		if (!result.isValid() || bytes.size() >= ZXING_TEXT)
			continue;
		if (different > 0 && bytes.size() == *length && std::memcmp(bytes.data(), text, *length) == 0)
			continue;
		if (different++ == 0)
			std::memcpy(text, bytes.data(), *length = bytes.size());
	}
	return different;
} catch (...) {
	return 0;
}
