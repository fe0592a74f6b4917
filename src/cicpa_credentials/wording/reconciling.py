"""Codes that are met where a register is audited, or what a lost key has signed; columns as in `verifying.py`.

The remedies speak to the operator of the register, not to whoever is shown a certificate.
"""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.EVENT_ALTERED,
        "登记簿中的一条记录，或它所登记的会员证，与写入时不同：数据库被改动过。",
        "请停止签发，保全数据库和日志；与备份及另行保存的检查点比对，查明何人改动，再从可信的备份恢复。",
        (
            "An event of the register, or the certificate that it records, is not as it was written: the database was "
            "edited."
        ),
        (
            "Stop issuing, and secure the database and its logs. Compare with backups and with checkpoints kept "
            "elsewhere, find out who did it, and restore from a copy that can be trusted."
        ),
    ),
    (
        Code.EVENT_MISSING,
        "登记簿中缺少一条记录：被删除了。",
        "请停止签发，保全数据库和日志；从备份查出缺少的记录，并核实其所涉会员证的状态。",
        "An event of the register is missing: it was deleted.",
        (
            "Stop issuing, and secure the database and its logs. Find the event in a backup, and set right the status "
            "of its certificate."
        ),
    ),
    (
        Code.EVENT_ILLEGAL,
        "登记簿中有一条不可能发生的记录：不是由本软件写入的。",
        "请查明何人写入，并从记录所涉会员证的历史核实其应有状态。",
        "An event stands in the register that cannot happen: this software did not write it.",
        "Find out who did, and establish from its history how the certificate ought to stand.",
    ),
    (
        Code.CREDENTIAL_ALTERED,
        "一张会员证在登记簿中的现状与其历史记录不符：数据库被改动过。",
        "以历史记录为准，改正现状并重新发布状态列表；同时查明何人改动。",
        "How a certificate stands in the register is not what its history says: the database was edited.",
        "Its history counts: set the standing right and publish the status lists again. Find out who edited it.",
    ),
    (
        Code.EVENTS_CUT_OFF,
        "登记簿比已签名的检查点短：此后的记录被截去，或登记簿由旧备份恢复。",
        "请停止签发；找到完整的登记簿。找不到的，须重新登记此间签发、暂停和撤销的全部会员证。",
        (
            "The register is shorter than a signed checkpoint says: what came after was cut off, or it was restored "
            "from an old backup."
        ),
        (
            "Stop issuing, and find the whole register. Without it, all that was issued, suspended and revoked "
            "meanwhile must be entered again."
        ),
    ),
    (
        Code.CHECKPOINT_CONTRADICTED,
        "登记簿的历史与已签名的检查点不符：历史被重新伪造。",
        "请停止签发，保全数据库；检查点之前的记录均不可信，须由签名时的备份恢复。",
        "The register's history is not the one that a checkpoint signed: it was forged anew.",
        (
            "Stop issuing, and secure the database. Nothing before the checkpoint can be believed; restore it from a "
            "backup of that time."
        ),
    ),
    (
        Code.CHECKPOINT_UNTRUSTED,
        "检查点不是由受信任的密钥签名的，或已损坏，不能证明任何事。",
        "请确认信任包是最新的；签名密钥已泄露的，请用新密钥重新签署检查点。",
        "A checkpoint is damaged, or no key that is believed signed it: it proves nothing.",
        (
            "Make sure that the trust bundle is the newest. If its key was compromised, sign a new checkpoint with the "
            "new one."
        ),
    ),
    (
        Code.CHECKPOINT_MISSING,
        "登记簿末尾的记录没有检查点担保：此后添加的合法记录无从发现。",
        "请签署检查点（cicpa register checkpoint），并将副本保存在他处。",
        (
            "No checkpoint vouches for the last events of the register: a legal event that somebody adds there goes "
            "unnoticed."
        ),
        "Sign a checkpoint (cicpa register checkpoint), and keep a copy elsewhere.",
    ),
    (
        Code.IN_FORCE_TWICE,
        "同一会员在同一类别下有两张有效的会员证。",
        "请查明签发经过，保留应有的一张，撤销其余（原因：签发有误）；数据库原有的限制已被去除，请恢复。",
        "A member has two certificates of one category in force.",
        (
            "Find out how they were issued, keep the right one and revoke the other (issued in error). The database's "
            "own rule against it was taken away: put it back."
        ),
    ),
    (
        Code.SIGNED_BY_UNKNOWN_KEY,
        "登记的会员证由信任包中没有的密钥签发，核验时均不会被采信。",
        "请换用最新的信任包再核对；仍没有的，查明密钥来源，并用现行密钥重新签发。",
        "A registered certificate was signed by a key that the trust bundle does not have: nobody will accept it.",
        (
            "Check with the newest bundle. If the key stays unknown, find out whose it is, and issue anew with the key "
            "in force."
        ),
    ),
    (
        Code.SIGNED_OUT_OF_SCOPE,
        "登记的会员证由未获相应授权的密钥签发（注协或会员类别不符）。",
        "请用获得授权的密钥重新签发，并查明密钥何以被这样使用。",
        "A registered certificate was signed by a key that is not certified for its association or category.",
        "Issue anew with the key that is, and find out how it came to be used.",
    ),
    (
        Code.SIGNED_OUTSIDE_WINDOW,
        "登记的会员证签发于密钥有效期之外，或密钥停用之后。",
        "请用现行密钥重新签发，并检查签发系统的时间和密钥配置。",
        "A registered certificate was signed outside the certified time of its key, or after the key was retired.",
        "Issue anew with the key in force, and check the clock and the keys of whatever signed it.",
    ),
    (
        Code.SIGNED_BY_COMPROMISED_KEY,
        "登记的会员证由已泄露的密钥签发，核验时不再被采信。",
        "请用 cicpa audit blast-radius 列出全部受影响的会员证，并用新密钥重新签发。",
        "A registered certificate was signed by a key that was compromised: verifiers do not rely on it any more.",
        "List all that it signed with cicpa audit blast-radius, and issue them anew with the new key.",
    ),
    (
        Code.LIST_MISSING,
        "登记簿的一份状态列表没有发布：核验者无从得知其中会员证的状态。",
        "请用 cicpa status publish 发布，并编入信任包。",
        "A status list of the register was not published: verifiers cannot learn how its certificates stand.",
        "Publish it with cicpa status publish, and put it into the trust bundle.",
    ),
    (
        Code.LIST_UNTRUSTED,
        "一份状态列表不可信：已损坏，或不是由有权的密钥签名的，可能是伪造的。",
        "请查明其来源，并用 cicpa status publish 重新发布。",
        "A status list cannot be believed: it is damaged, or no key signed it that may; perhaps it was forged.",
        "Find out where it came from, and publish anew with cicpa status publish.",
    ),
    (
        Code.LIST_UNKNOWN,
        "有一份以注协名义签名的状态列表，登记簿中却没有：可能属于另一登记簿，或密钥被盗用。",
        "请确认是否另有登记簿；没有的，按密钥被盗用处理。",
        (
            "There is a status list, signed in the association's name, that the register does not have: another "
            "register's, or a misuse of the key."
        ),
        "Find out whether there is another register. If not, treat the key as misused.",
    ),
    (
        Code.LIST_ROLLED_BACK,
        "发布的状态列表比已有的更旧：被换回了旧版，已撤销的会员证可能重新显示为有效。",
        "请立即重新发布状态列表和信任包，并查明何人换回旧版。",
        (
            "A status list is older than another that was published: somebody put the old one back, and revoked "
            "certificates may look valid again."
        ),
        "Publish the status lists and the trust bundle again at once, and find out who did it.",
    ),
    (
        Code.LIST_OUTDATED,
        "发布的状态列表已过保鲜期，核验者会得到“无法确定”。",
        "请用 cicpa status publish 重新发布，并编制新的信任包。",
        "A published status list has outlived its time: verifiers are told nothing certain.",
        "Publish it again with cicpa status publish, and build a new trust bundle.",
    ),
    (
        Code.STATUS_DISAGREES,
        "状态列表的内容与登记簿当时的记录不符：列表是伪造的，或登记簿被改动过。",
        "请先核对登记簿的完整性；登记簿无误的，立即重新发布，并检查签发密钥是否被盗用。",
        (
            "A status list says something else than the register did at that time: the list was forged, or the "
            "register edited."
        ),
        (
            "See first whether the register is whole. If it is, publish again at once, and find out whether the key "
            "was misused."
        ),
    ),
    (
        Code.STATUS_UNPUBLISHED,
        "会员证的状态在发布之后又有变化，核验者尚不知道。",
        "请重新发布状态列表，并编制新的信任包。",
        "The status has changed since the list was published, and verifiers do not know yet.",
        "Publish the status lists again, and build a new trust bundle.",
    ),
    (
        Code.ORPHAN,
        "有一张签名成立的会员证，登记簿中却没有：有人在登记簿之外使用了签发密钥。",
        "请立即停用该密钥并查明经过；确属被盗用的，将密钥标记为已泄露，并重新签发受影响的会员证。",
        (
            "There is a certificate whose signature holds and that the register does not know: somebody used the key "
            "outside it."
        ),
        "Stop using the key and find out how. If it was misused, mark it as compromised and issue anew what it signed.",
    ),
    (
        Code.PLACE_DOUBLED,
        "另有一个签名占用了登记簿中一张会员证在状态列表里的位置。",
        "请与登记的会员证逐项比对。内容相同的，可能只是有人改写了签名；不同的，按密钥被盗用处理。撤销时两者一并失效。",
        "Another signature claims the place in a status list that a registered certificate has.",
        (
            "Compare it with the registered one. If it says the same, somebody may only have rewritten the signature; "
            "if not, treat the key as misused. A revocation ends both."
        ),
    ),
    (
        Code.ENTRY_CONTRADICTED,
        "登记簿对一张会员证的记载，与证上签名的内容不符：登记簿被改动过。",
        "以签名的内容为准，改正登记，并查明何人改动。",
        (
            "The register tells of a certificate something else than the certificate itself, which is signed: the "
            "register was edited."
        ),
        "What is signed counts. Set the register right, and find out who edited it.",
    ),
    (
        Code.REPEATED,
        "同一张会员证在材料中出现不止一次。",
        "通常无须处理；如材料来自不同会员，请查明原因。",
        "The same certificate occurs more than once.",
        "As a rule there is nothing to do. If it came with the papers of different members, ask why.",
    ),
    (
        Code.OTHER_REGISTER,
        "会员证由本登记簿以外的注协签发，未予核对。",
        "请用该注协的登记簿核对。",
        "The certificate was issued by an association that is not in this register; it was not looked up.",
        "Reconcile it with the register of that association.",
    ),
    (
        Code.REISSUE_DUE,
        "该密钥签发的会员证仍在有效期内，须重新签发。",
        "请按方案的顺序，用新密钥分批重新签发（原因：签发密钥泄露），原证同时被取代。",
        "A certificate that the key signed is still in force, and must be issued anew.",
        (
            "Issue anew with the new key, batch by batch in the order of the plan (reason: key_compromised). The old "
            "one is superseded with it."
        ),
    ),
    (
        Code.LETTER_DUE,
        "该密钥签发的会员资格良好存续证明仍在有效期内，须撤销。",
        "请撤销该证明，并通知会员重新申请。",
        "A letter of good standing that the key signed is still in force, and must be withdrawn.",
        "Withdraw it, and tell the member to apply for a new one.",
    ),
    (
        Code.RESUME_FIRST,
        "该密钥签发的会员证处于暂停状态，不能直接换发。",
        "暂停事由消除后先恢复，再重新签发；不能恢复的，撤销。",
        "A certificate that the key signed is suspended, and cannot be replaced as it is.",
        "Resume it when the cause is remedied, then issue anew; or revoke it.",
    ),
    (
        Code.ALREADY_ENDED,
        "该密钥签发的会员证已被取代、撤销或已过期。",
        "无须处理。",
        "A certificate that the key signed was superseded or revoked, or has expired.",
        "There is nothing to do.",
    ),
)
