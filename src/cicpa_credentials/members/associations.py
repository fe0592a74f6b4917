"""The institutes of CPAs that certify members, by their GB/T 2260 code."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cicpa_credentials.errors import Code, RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASSOCIATIONS", "CICPA", "Association", "association"]

CICPA: Final = "100000"
"""The code of the Chinese Institute of Certified Public Accountants itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """One institute.

    Attributes:
        code: GB/T 2260 code of its region, six digits; `100000` is CICPA itself.
        zh: its Chinese name in full.
        en: its English name.
        region_zh: its region without administrative suffix, for captions; for CICPA its usual short form.
        region_en: the same in English.
    """

    code: str
    zh: str
    en: str
    region_zh: str
    region_en: str


def _local(code: str, zh: str, region_zh: str, region_en: str) -> Association:
    en = f"{region_en} Institute of Certified Public Accountants"
    return Association(code=code, zh=zh, en=en, region_zh=region_zh, region_en=region_en)


ASSOCIATIONS: Final[Mapping[str, Association]] = MappingProxyType(
    {
        one.code: one
        for one in (
            Association(
                code=CICPA,
                zh="中国注册会计师协会",
                en="The Chinese Institute of Certified Public Accountants",
                region_zh="中注协",
                region_en="CICPA",
            ),
            _local("110000", "北京注册会计师协会", "北京", "Beijing"),
            _local("120000", "天津市注册会计师协会", "天津", "Tianjin"),
            _local("130000", "河北省注册会计师协会", "河北", "Hebei"),
            _local("140000", "山西省注册会计师协会", "山西", "Shanxi"),
            _local("150000", "内蒙古自治区注册会计师协会", "内蒙古", "Inner Mongolia"),
            _local("210000", "辽宁省注册会计师协会", "辽宁", "Liaoning"),
            _local("220000", "吉林省注册会计师协会", "吉林", "Jilin"),
            _local("230000", "黑龙江省注册会计师协会", "黑龙江", "Heilongjiang"),
            _local("310000", "上海市注册会计师协会", "上海", "Shanghai"),
            _local("320000", "江苏省注册会计师协会", "江苏", "Jiangsu"),
            _local("330000", "浙江省注册会计师协会", "浙江", "Zhejiang"),
            _local("340000", "安徽省注册会计师协会", "安徽", "Anhui"),
            _local("350000", "福建省注册会计师协会", "福建", "Fujian"),
            _local("360000", "江西省注册会计师协会", "江西", "Jiangxi"),
            _local("370000", "山东省注册会计师协会", "山东", "Shandong"),
            _local("410000", "河南省注册会计师协会", "河南", "Henan"),
            _local("420000", "湖北省注册会计师协会", "湖北", "Hubei"),
            _local("430000", "湖南省注册会计师协会", "湖南", "Hunan"),
            _local("440000", "广东省注册会计师协会", "广东", "Guangdong"),
            _local("440300", "深圳市注册会计师协会", "深圳", "Shenzhen"),
            _local("450000", "广西注册会计师协会", "广西", "Guangxi"),
            _local("460000", "海南省注册会计师协会", "海南", "Hainan"),
            _local("500000", "重庆市注册会计师协会", "重庆", "Chongqing"),
            _local("510000", "四川省注册会计师协会", "四川", "Sichuan"),
            _local("520000", "贵州省注册会计师协会", "贵州", "Guizhou"),
            _local("530000", "云南省注册会计师协会", "云南", "Yunnan"),
            _local("540000", "西藏自治区注册会计师协会", "西藏", "Xizang"),
            _local("610000", "陕西省注册会计师协会", "陕西", "Shaanxi"),
            _local("620000", "甘肃省注册会计师协会", "甘肃", "Gansu"),
            _local("630000", "青海省注册会计师协会", "青海", "Qinghai"),
            _local("640000", "宁夏注册会计师协会", "宁夏", "Ningxia"),
            _local("650000", "新疆维吾尔自治区注册会计师协会", "新疆", "Xinjiang"),
        )
    }
)
"""Every institute by its code: 31 provinces, Shenzhen, and CICPA for members abroad."""


def association(code: str) -> Association:
    """The institute that has this code.

    Args:
        code: six digits of GB/T 2260.

    Raises:
        RecordError: `invalid_record` when no institute has it.
    """
    found = ASSOCIATIONS.get(code)
    if found is None:
        raise RecordError(Code.INVALID_RECORD, "association: not the code of an institute")
    return found
